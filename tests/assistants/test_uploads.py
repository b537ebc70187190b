"""A file of questions is read, or it is said where it is wrong."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistants.errors import BadExam
from assistants.exam.acceptance import Subject, load, off_topic, sample, with_site, with_talks
from assistants.exam.upload import as_questions, parse

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
        (json.dumps([GOOD, GOOD | {"kind": "hard"}]).encode(), 'Question 2: its kind "hard" is not known'),
        (json.dumps([GOOD | {"kind": ["list"]}]).encode(), "Question 1: its kind .* is not known"),
        (json.dumps([GOOD | {"kind": "almost"}]).encode(), 'is answerable, but what is "almost" is to be refused'),
        (b'[{"question": "Why?", "kind": "steps"}]', 'is not answerable, but what is "steps" is to be answered'),
        (json.dumps([GOOD | {"facts": ["30 days"]}]).encode(), "Question 1: its facts are not groups of wordings"),
        (json.dumps([GOOD | {"facts": [[]]}]).encode(), "Question 1: its facts are not groups of wordings"),
        (json.dumps([GOOD | {"page": 3}]).encode(), "Question 1: its page is not a file name"),
        (json.dumps([GOOD | {"reference": ["30"]}]).encode(), "Question 1: its reference is not a text"),
    ],
)
def test_a_mistake_is_named_with_its_place(content: bytes, message: str) -> None:
    with pytest.raises(BadExam, match=message):
        parse(content)


def test_kind_facts_reference_and_pages_are_read() -> None:
    said = {"kind": "two", "facts": [["30 days", "thirty days"]], "reference": "30 days.", "url": "http://x.example/a"}
    (asked,) = parse(json.dumps([GOOD | said | {"page": "a.html", "pages": ["a.html", "b.html"]}]).encode())
    assert asked == {**GOOD, **said, "answerable": True, "document": None, "pages": ["a.html", "b.html"]}
    (question,) = as_questions([asked])
    assert (question.kind, question.category, question.facts) == ("answer", "two", [["30 days", "thirty days"]])


@pytest.mark.parametrize(
    ("kind", "as_what"), [("almost", "unanswerable"), ("injection", "unanswerable"), ("offtopic", "off_topic")]
)
def test_some_kinds_are_to_be_refused(kind: str, as_what: str) -> None:
    (question,) = as_questions(parse(json.dumps([{"question": "Why?", "kind": kind}]).encode()))
    assert question.kind == as_what


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


def test_questions_that_bring_off_topic_ones_need_no_others() -> None:
    one, other = _subject("a"), _subject("b")
    own = replace(one, asked=[*one.asked, *parse(b'[{"question": "Who is mayor?", "kind": "offtopic"}]')])
    assert off_topic(own, [own, other], 40) == []


def test_a_question_about_a_document_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    file = tmp_path / "tenants.json"
    file.write_text(json.dumps([{"tenant": "a", "documents": ["Text."], "questions": [GOOD, GOOD | {"document": 1}]}]))
    with pytest.raises(BadExam, match="Question 2 of tenant 1 names a document that is not there"):
        load(file)


TALK = {"id": "talk-1", "turns": [GOOD, GOOD]}


def test_talks_are_one_tenants_or_named(tmp_path: Path) -> None:
    file = tmp_path / "talks.json"
    file.write_text(json.dumps([TALK]))
    (subject,) = with_talks([_subject("a")], file)
    assert (subject.talks[0].name, len(subject.talks[0].turns)) == ("talk-1", 2)
    file.write_text(json.dumps({"b": [TALK, TALK]}))
    assert [len(one.talks) for one in with_talks([_subject("a"), _subject("b")], file)] == [0, 2]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ([TALK], "does not say whose talks they are"),
        ({"c": [TALK]}, "holds talks of c: no tenant is called that"),
        ({"a": TALK}, "holds no list of talks"),
        ({"a": [{"turns": [GOOD]}]}, "Talk 1 has no list of two turns"),
        ({"a": [{"id": "t-7", "turns": [GOOD, {"question": ""}]}]}, "t-7, turn 2: the question is empty"),
    ],
)
def test_a_mistake_in_talks_is_named_with_its_place(body: object, message: str, tmp_path: Path) -> None:
    file = tmp_path / "talks.json"
    file.write_text(json.dumps(body))
    with pytest.raises(BadExam, match=message):
        with_talks([_subject("a"), _subject("b")], file)


def test_a_website_is_one_tenants(tmp_path: Path) -> None:
    assert with_site([_subject("a")], tmp_path)[0].site == tmp_path
    with pytest.raises(BadExam, match="the website of one tenant"):
        with_site([_subject("a"), _subject("b")], tmp_path)
