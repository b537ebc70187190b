"""Training rows go out as chat JSONL and CSV, and come in to be reviewed."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assistants import errors
from assistants.answers.compose import voice
from assistants.examples.build import freeze
from assistants.examples.doubles import near_copies
from assistants.exchange import chat, table
from assistants.exchange.draft import Draft
from assistants.exchange.upload import parse
from assistants.models import Dataset, Example
from assistants.workflows import edit_example, import_rows, review
from tenants.models import AuditEvent
from tests.assistants.conftest import work_off
from tuning.job.prompt import REFUSAL, PromptPassage, citations, messages


def file(content: str | bytes, name: str = "rows.jsonl") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def line(*turns: tuple[str, Any]) -> str:
    return json.dumps({"messages": [{"role": role, "content": content} for role, content in turns]}) + "\n"


def test_every_learned_exchange_of_a_chat_becomes_a_draft() -> None:
    said = {"role": "assistant", "content": "Hello!", "weight": 0}
    talk = [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hi"}, said]
    parts = [{"type": "text", "text": "Do you ship"}, {"type": "text", "text": "to Norway?"}]
    talk += [{"role": "user", "content": parts}, {"role": "assistant", "content": " Yes. "}]
    assert parse(file(json.dumps({"messages": talk}))) == [Draft("Do you ship\nto Norway?", "Yes.")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (line(("user", "A?")), "Row 1 has no assistant turn."),
        (line(("user", "A?"), ("assistant", "B.")) + "\n{]\n", "Row 3 is not JSON."),
        ("{}", 'Row 1 holds no list "messages".'),
        (line(("user", "A?"), ("assistant", " ")), "Row 1 has an empty answer."),
        (line(("user", "A?"), ("assistant", "b" * 1001)), "its answer has 1,001 characters, the most is 1,000."),
        (line(("user", "a" * 1001), ("assistant", "B.")), "Row 1 is too long: its question"),
        (line(("tool", "A"), ("assistant", "B.")), "whose role is not one of"),
        (line(("user", [{"type": "image_url"}]), ("assistant", "B.")), "something else than text"),
        (line(("assistant", "Hello")), "Row 1 has no assistant turn that follows a user's."),
        (b'{"messages": []}\n\xff\xfe', "Row 2 is not UTF-8."),
        (line(("user", "A?")) * 8, "So it is with 3 more."),
        ("[" * 100_000, "Row 1 is not JSON."),
    ],
)
def test_a_wrong_row_is_named(content: str | bytes, said: str) -> None:
    with pytest.raises(errors.BadImport, match=r"Nothing was imported|Save the file") as caught:
        parse(file(content))
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("question,answer\nA?,\n", "Row 2 has an empty answer."),
        ("question,answer\n,B\n", "Row 2 has an empty question."),
        ("A?,B.\nC?\n", "Row 2 has an empty answer."),
        ('A?,"B', "cannot be read as CSV, line 1"),
        ("", "The file holds 0 rows"),
    ],
)
def test_a_wrong_row_of_a_table_is_named(content: str, said: str) -> None:
    with pytest.raises(errors.BadImport) as caught:
        parse(file(content, "rows.csv"))
    assert said in str(caught.value)


def test_what_no_database_takes_is_replaced() -> None:
    wanted = [Draft("Open?", "Yes ?")]
    assert parse(file(line(("user", "Open\0?"), ("assistant", "Yes \ud83d")))) == wanted
    assert parse(file('"Open\0?",Yes ?\n', "a.csv")) == wanted


def test_a_table_may_call_its_columns_as_the_knowledge_may() -> None:
    assert parse(file("Q;Reply\nOpen, on Sunday?;No, closed.\n", "a.csv")) == [Draft("Open, on Sunday?", "No, closed.")]


def test_a_table_is_read_with_and_without_a_header() -> None:
    wanted = [Draft("Open, on Sunday?", "No.")]
    assert parse(file('\ufeffAnswer;Question;note\r\nNo.;"Open, on Sunday?";x\r\n', "a.CSV")) == wanted
    assert parse(file('"Open, on Sunday?",No.\n')) == wanted


def test_near_copies_point_at_the_first() -> None:
    asked = ["How much does standard delivery cost?", "Who are you?", "how much does the standard delivery cost"]
    assert near_copies([*asked, "How much does express delivery cost?"]) == {2: 0}
    assert near_copies(["?!", "?!", ""]) == {}


class TestStored:
    pytestmark = pytest.mark.django_db(transaction=True)

    def test_what_is_written_is_what_the_model_reads(self, dataset: Dataset) -> None:
        row = dataset.examples.filter(kind="answer", origin="sentence")[0]
        (written,) = chat.write([row], voice(dataset.assistant)).splitlines()
        shown = [PromptPassage(one["title"], one["text"]) for one in row.passages]
        asked = messages(voice(dataset.assistant), shown, row.question)
        assert json.loads(written) == {"messages": [*asked, {"role": "assistant", "content": row.answer}]}

    def test_what_went_out_comes_in_again_with_its_passages(self, dataset: Dataset) -> None:
        kept = dataset.examples.exclude(kind="replay")
        rows = list(kept)
        written = chat.write(rows, voice(dataset.assistant))
        copy = Dataset.objects.create(assistant=dataset.assistant, built_at=dataset.built_at)
        assert import_rows(copy, file(written)) == len(rows)
        work_off()
        before, after = (
            {(row.question, row.answer, row.kind): [one["text"] for one in row.passages] for row in found}
            for found in (rows, copy.examples.all())
        )
        assert after == before
        assert chat.write(copy.examples.order_by("question"), voice(copy.assistant)) == chat.write(
            kept.order_by("question"), voice(dataset.assistant)
        )
        known = {one["id"] for row in rows for one in row.passages}
        assert {one["id"] for row in copy.examples.all() for one in row.passages} == known

    def test_a_table_goes_out_and_comes_in_again(self, dataset: Dataset) -> None:
        row = dataset.examples.filter(kind="answer")[0]
        row.question, row.answer = '=HYPERLINK("x")', "-5 °C, often [1]"
        written = table.write([row])
        assert """"'=HYPERLINK(""x"")",""" in written
        assert parse(file(written, "a.csv")) == [Draft(row.question, row.answer)]

    def test_imported_rows_wait_for_review_with_passages_of_their_own(self, dataset: Dataset) -> None:
        pairs = [("How many days until I may no longer return unused items?", "within 30 days of delivery")]
        pairs += [("Can you engrave my name?", "Yes, for twelve coins."), ("Who won the cup?", REFUSAL)]
        import_rows(dataset, file("".join(line(("user", asked), ("assistant", said)) for asked, said in pairs)))
        work_off()
        rows = {row.question: row for row in dataset.examples.filter(origin="import")}
        assert {row.state for row in rows.values()} == {"proposed"}
        held, own, refused = (rows[asked] for asked, _ in pairs)
        (mark,) = citations(held.answer, 3)
        gold = held.passages[mark - 1]
        assert "30 days" in gold["text"]
        assert {held.split} == set(dataset.examples.filter(document=gold["document"]).values_list("split", flat=True))
        (mark,) = citations(own.answer, 3)
        assert own.passages[mark - 1]["text"] == "Can you engrave my name?\nYes, for twelve coins."
        assert own.split != "exam"
        assert (refused.kind, refused.answer, len(refused.passages)) == ("refusal", REFUSAL, 3)
        assert AuditEvent.objects.filter(verb="dataset.import").exists()

    def test_a_near_copy_is_marked_and_stands_on_its_originals_side(self, dataset: Dataset) -> None:
        original = dataset.examples.filter(split="exam", origin="pair")[0]
        import_rows(dataset, file(line(("user", original.question.lower()), ("assistant", "Certainly."))))
        work_off()
        copy = dataset.examples.get(origin="import")
        assert (copy.near_copy_of_id, copy.split) == (original.pk, "exam")
        assert edit_example(copy, "Something else entirely?", "Certainly.")
        copy.refresh_from_db()
        assert copy.near_copy_of_id is None

    def test_a_pair_put_right_is_shown_as_it_is_now(self, dataset: Dataset) -> None:
        import_rows(dataset, file(line(("user", "Can you engrave my name?"), ("assistant", "Yes, for twelve coins."))))
        work_off()
        edit_example(dataset.examples.get(origin="import"), "Can you engrave my name?", "Yes, for ten coins.")
        work_off()
        row = dataset.examples.get(origin="import")
        (mark,) = citations(row.answer, 3)
        assert row.passages[mark - 1]["text"] == "Can you engrave my name?\nYes, for ten coins."
        assert "twelve" not in str(row.passages)

    def test_nothing_is_stored_of_a_file_with_a_wrong_row(self, dataset: Dataset) -> None:
        before = dataset.examples.count()
        with pytest.raises(errors.BadImport):
            import_rows(dataset, file(line(("user", "A?"), ("assistant", "B.")) + line(("user", "C?"))))
        assert dataset.examples.count() == before

    def test_a_frozen_dataset_takes_no_rows(self, dataset: Dataset) -> None:
        freeze(dataset)
        with pytest.raises(errors.AlreadyFrozen):
            import_rows(dataset, file(line(("user", "A?"), ("assistant", "B."))))

    def test_no_training_approves_what_was_imported(self, dataset: Dataset) -> None:
        import_rows(dataset, file(line(("user", "Can you engrave it?"), ("assistant", "Yes."))))
        assert not dataset.own_proposals.filter(origin="import").exists()
        assert not dataset.trainable(approve_all=True).filter(origin="import").exists()
        review(dataset, Example.State.APPROVED, [dataset.examples.get(origin="import").pk])
        assert dataset.trainable(approve_all=False).filter(origin="import").exists()
