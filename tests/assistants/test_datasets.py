"""The business decides what its bot learns from."""

import pytest

from assistants import errors
from assistants.examples.build import build, freeze
from assistants.models import Assistant, Dataset, Example
from assistants.workflows import build_dataset, edit_example, picked, review
from knowledge.models import Source
from tenants.models import Job
from tests.assistants.conftest import work_off
from tuning.job.prompt import REFUSAL

pytestmark = pytest.mark.django_db(transaction=True)


def test_pairs_are_approved_and_generated_rows_are_proposed(dataset: Dataset) -> None:
    states = {row.origin: row.state for row in dataset.examples.all()}
    assert states["pair"] == states["off_topic"] == Example.State.APPROVED
    assert states["sentence"] == Example.State.PROPOSED


def test_no_document_stands_on_two_sides(dataset: Dataset) -> None:
    sides: dict[str, set[str]] = {}
    for row in dataset.examples.exclude(document=""):
        sides.setdefault(row.document, set()).add(row.split)
    assert len(sides) > 12
    assert all(len(splits) == 1 for splits in sides.values())
    assert {split for splits in sides.values() for split in splits} == {"train", "valid", "exam"}


def test_a_job_builds_a_dataset_once(knowledge: None, assistant: Assistant) -> None:
    dataset = build_dataset(assistant)
    with pytest.raises(errors.NotReady):
        build_dataset(assistant)
    (job,) = work_off()
    assert job.state == Job.State.SUCCEEDED
    dataset.refresh_from_db()
    rows = dataset.examples.count()
    build(dataset)
    assert dataset.examples.count() == rows > 40


def test_two_pages_are_too_few(knowledge: None, assistant: Assistant) -> None:
    Source.objects.exclude(title__in=["Shipping", "Returns"]).delete()
    build_dataset(assistant)
    (job,) = work_off()
    assert (job.state, job.error_code) == (Job.State.FAILED, "too_little_data")


def test_rows_are_approved_and_rejected_in_bulk(dataset: Dataset) -> None:
    proposed = dataset.examples.filter(state=Example.State.PROPOSED)
    one = proposed.first()
    assert one is not None
    assert review(dataset, Example.State.REJECTED, [one.pk]) == 1
    assert (
        review(dataset, Example.State.APPROVED)
        == dataset.examples.filter(origin__in=["sentence", "missing"]).count() - 1
    )
    one.refresh_from_db()
    assert one.state == Example.State.REJECTED


def test_all_rows_of_an_origin_are_decided_at_once_whatever_their_state(dataset: Dataset) -> None:
    pairs = dataset.examples.filter(origin="pair")
    assert review(dataset, Example.State.REJECTED, only={"origin": "pair", "kind": ""}) == pairs.count() > 0
    assert set(pairs.values_list("state", flat=True)) == {Example.State.REJECTED}
    assert not dataset.examples.exclude(origin="pair").filter(state=Example.State.REJECTED).exists()
    exam = {"origin": "pair", "split": "exam"}
    assert review(dataset, Example.State.APPROVED, only=exam) == picked(dataset, exam).count()


def test_a_set_says_how_it_was_made(dataset: Dataset) -> None:
    nothing = {"by": "", "ended": "none", "passages": 0, "tried": 0, "kept": 0, "examined": 0}
    assert dataset.made["generated"] == nothing
    assert dataset.made["personal"] == {"masked": 0, "dropped": 0}


def test_an_edited_answer_keeps_its_citation_and_is_approved(dataset: Dataset) -> None:
    row = dataset.examples.filter(kind=Example.Kind.ANSWER, state=Example.State.PROPOSED).first()
    assert row is not None
    mark = row.answer[row.answer.rindex("[") :]
    edited = edit_example(row, "What now?", "In my own words.")
    assert edited.answer == f"In my own words. {mark}"
    assert (edited.state, edited.edited) == (Example.State.APPROVED, True)


def test_a_refusal_stays_a_refusal(dataset: Dataset) -> None:
    row = dataset.examples.filter(origin="off_topic").first()
    assert row is not None
    assert edit_example(row, "Who are you?", "A robot.").answer == REFUSAL


def test_an_empty_answer_is_not_taken(dataset: Dataset) -> None:
    row = dataset.examples.first()
    assert row is not None
    with pytest.raises(errors.BadExample):
        edit_example(row, "What now?", "  ")


def test_a_frozen_dataset_is_named_by_its_approved_rows_and_does_not_change(dataset: Dataset) -> None:
    freeze(dataset)
    name = dataset.sha256
    with pytest.raises(errors.AlreadyFrozen):
        review(dataset, Example.State.APPROVED)
    copy = Dataset.objects.create(assistant=dataset.assistant)
    build(copy)
    freeze(copy)
    assert copy.sha256 == name
    other = Dataset.objects.create(assistant=dataset.assistant)
    build(other)
    review(other, Example.State.APPROVED)
    freeze(other)
    assert other.sha256 != name
