"""A file of questions is read, or it is said where it is wrong."""

import json
from pathlib import Path

import pytest

from assistants.errors import BadExam
from assistants.exam.acceptance import Subject, load, off_topic, sample
from assistants.exam.upload import parse

GOOD = {"question": "How long?", "answers": ["30 days"]}


@pytest.mark.parametrize("body", [[GOOD], {"questions": [GOOD]}, [{"tenant": "x", "questions": [GOOD]}]])
def test_questions_are_found_in_every_shape(body: object) -> None:
    (asked,) = parse(json.dumps(body).encode())
    assert asked == {"question": "How long?", "answers": ["30 days"], "answerable": True, "document": None}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty"),
        (b"[\xff]", "not JSON"),
        (json.dumps([{"tenant": name, "questions": [GOOD]} for name in "ab"]).encode(), "questions of 2 businesses"),
        (json.dumps([GOOD, {"question": " "}]).encode(), "Question 2: the question is empty"),
        (b"{", "not JSON"),
        (b'{"a": 1}', "no list of questions"),
        (b"[]", "0 questions"),
        (b"[1]", 'Question 1 has no text under "question"'),
        (b'[{"question": "Why?", "answers": "x"}]', "Question 1: its answers are not a list"),
        (b'[{"question": "Why?", "answerable": true}]', "Question 1 has no accepted answer"),
        (json.dumps([{"question": "a" * 1001}]).encode(), "Question 1: the question is 1,001 characters long"),
    ],
)
def test_a_mistake_is_named_with_its_place(content: bytes, message: str) -> None:
    with pytest.raises(BadExam, match=message):
        parse(content)


@pytest.mark.parametrize(
    "content",
    [
        "How long?,30 days\nDo you sell cars?,\n",
        "question,answer\n\nHow long?,30 days\nDo you sell cars?,\n",
        "Answer;Question\n30 days;How long?\n;Do you sell cars?\n",
        "\ufeffHow long?\t30 days\t\nDo you sell cars?\t\n",
    ],
)
def test_a_table_is_read_with_or_without_a_header(content: str) -> None:
    asked = parse(content.encode())
    assert [(one["question"], one["answers"], one["answerable"]) for one in asked] == [
        ("How long?", ["30 days"], True),
        ("Do you sell cars?", [], False),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("question,answer\nWhy?", "Row 2 has no second column"),
        ("question,answer\n\nWhy?,Because.\nWho, then?,Me", "Row 4 has 3 columns"),
        ("Why?,Because.\n,Nobody.", "Row 2: the question is empty"),
        (f"Why?,Because.\n{'a' * 1001},Nobody.", "Row 2: the question is 1,001 characters long"),
        ('Why?,Because.\nWho?,"Nobody', "Row 2 cannot be read"),
        ("question,answer\n", "0 questions"),
    ],
)
def test_a_mistake_in_a_table_is_named_with_its_row(content: str, message: str) -> None:
    with pytest.raises(BadExam, match=message):
        parse(content.encode(), "exam.csv")


def test_the_name_of_a_file_decides_what_it_is_read_as() -> None:
    assert parse(b"[How long?],30 days", "exam.csv")[0]["question"] == "[How long?]"
    with pytest.raises(BadExam, match="not JSON"):
        parse(b"How long?,30 days", "exam.json")


def test_a_question_without_answers_is_to_be_refused() -> None:
    assert parse(b'[{"question": "Why?"}]')[0]["answerable"] is False


def test_a_file_of_tenants_is_read(tmp_path: Path) -> None:
    file = tmp_path / "tenants.json"
    file.write_text(json.dumps([{"tenant": "a", "documents": ["Text."], "questions": [GOOD]}]))
    (subject,) = load(file)
    assert (subject.name, subject.documents) == ("a", ["Text."])
    file.write_text(json.dumps([{"tenant": "a", "questions": [GOOD]}]))
    with pytest.raises(BadExam, match="Tenant 1 has no list of documents"):
        load(file)
    with pytest.raises(BadExam, match="cannot be read"):
        load(tmp_path / "missing.json")


def _subject(name: str) -> Subject:
    listed = [{"question": f"{name} {number}?", "answers": ["x"]} for number in range(40)]
    return Subject(name, ["Text."], parse(json.dumps(listed).encode()))


def test_a_sample_is_always_the_same() -> None:
    subject = _subject("a")
    assert len(sample(subject, 10)) == 10
    assert sample(subject, 10) == sample(subject, 10)
    assert len(sample(subject, None)) == 40


def test_off_topic_questions_come_from_the_other_tenants() -> None:
    one, other = _subject("a"), _subject("b")
    questions = off_topic(one, [one, other], 40)
    assert len(questions) == 10
    assert all(question.text.startswith("b") for question in questions)


def test_a_tenant_alone_is_asked_built_in_off_topic_questions() -> None:
    one = _subject("a")
    questions = off_topic(one, [one], 80)
    assert len({question.text for question in questions}) == 20
