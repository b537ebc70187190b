"""When training again is proposed."""

from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.utils import timezone

from assistants.errors import EngineDown
from assistants.models import Adapter, Assistant, Dataset, Training
from assistants.rollout.knowledge import Change, change_since, remember
from assistants.rollout.proposal import ENOUGH_CORRECTIONS, propose
from assistants.workflows import train_again
from knowledge.models import Document, Passage, Question, Source
from tenants.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(assistant: Assistant) -> list[Passage]:
    """Twenty passages."""
    source = Source.objects.create(kind="text", title="Lamps")
    document = Document.objects.create(source=source, title="Lamps", state="read")
    return [
        Passage.objects.create(
            document=document, position=place, heading="Lamps", text=f"Lamp {place}.", vector=b"", sentence_vectors=b""
        )
        for place in range(20)
    ]


@pytest.fixture
def learned(pages: list[Passage], assistant: Assistant) -> Dataset:
    """What a version has learned from these passages."""
    dataset = Dataset.objects.create(assistant=assistant, built_at=timezone.now())
    remember(dataset)
    job = Job.objects.create(kind="assistants.train", subject_id=uuid4(), state="succeeded", not_before=timezone.now())
    training = Training.objects.create(assistant=assistant, dataset=dataset, job=job, base=assistant.base)
    Adapter.objects.create(assistant=assistant, training=training, name="a-1", version=1, state="refused")
    return dataset


def rewrite(passages: list[Passage], suffix: str) -> None:
    """Reads these passages again, as a crawl does: new rows in the place of the old ones."""
    for passage in passages:
        Passage.objects.filter(pk=passage.pk).delete()
        passage.pk, passage.text = uuid4(), passage.text + suffix
        passage.save(force_insert=True)


def correct(document: Document, count: int) -> None:
    for number in range(count):
        passage = Passage.objects.create(
            document=document, position=100 + number, text=f"Right {number}.", vector=b"", sentence_vectors=b""
        )
        Question.objects.create(
            source=document.source, passage=passage, question=f"{number}?", answer="Right.", origin="correction"
        )


def test_nothing_is_proposed_while_nothing_has_changed(learned: Dataset, assistant: Assistant) -> None:
    assert change_since(learned) == Change(0, 0, 20)
    assert propose(assistant) is None


def test_a_page_that_was_read_again_has_not_changed(
    learned: Dataset, pages: list[Passage], assistant: Assistant
) -> None:
    rewrite(pages, "")
    assert change_since(learned) == Change(0, 0, 20)


def test_rewritten_added_and_removed_passages_are_counted(learned: Dataset, pages: list[Passage]) -> None:
    rewrite(pages[:2], " It is red.")
    pages[5].delete()
    assert change_since(learned) == Change(2, 3, 20)


def test_enough_changed_passages_make_a_proposal_in_words(
    learned: Dataset, pages: list[Passage], assistant: Assistant
) -> None:
    rewrite(pages[:3], " It is red.")
    assert propose(assistant) is None
    rewrite(pages[3:4], " It is red.")
    proposal = propose(assistant)
    assert proposal
    assert proposal.reasons == ["4 passages of your knowledge have changed: 20% of the 20 that it learned from."]


def test_enough_corrections_make_a_proposal(learned: Dataset, pages: list[Passage], assistant: Assistant) -> None:
    correct(pages[0].document, ENOUGH_CORRECTIONS - 1)
    assert propose(assistant) is None
    correct(pages[0].document, 0)
    Question.objects.create(source=pages[0].document.source, question="One more?", answer="Yes.", origin="correction")
    proposal = propose(assistant)
    assert proposal
    assert proposal.reasons == [f"You have corrected {ENOUGH_CORRECTIONS} answers."]
    assert change_since(learned) == Change(0, 0, 20)


def test_nothing_is_proposed_before_a_first_version_or_during_a_training(
    learned: Dataset, pages: list[Passage], assistant: Assistant
) -> None:
    rewrite(pages, " It is red.")
    assert propose(assistant)
    Job.objects.update(state="running")
    assert propose(assistant) is None
    Job.objects.update(state="succeeded")
    Adapter.objects.all().delete()
    assert propose(assistant) is None


def test_a_dataset_without_a_snapshot_says_nothing(
    learned: Dataset, pages: list[Passage], assistant: Assistant
) -> None:
    learned.snapshot.delete()
    rewrite(pages, " It is red.")
    assert change_since(learned) is None
    assert propose(assistant) is None


@pytest.mark.usefixtures("base")
def test_training_again_makes_new_examples(learned: Dataset, engine: object, assistant: Assistant) -> None:
    training = train_again(assistant)
    assert training.dataset != learned
    assert training.dataset.built_at is None
    assert training.params["approve_all"] is True


@pytest.mark.usefixtures("base")
def test_a_training_that_cannot_start_leaves_nothing_behind(
    learned: Dataset, assistant: Assistant, settings: LazySettings
) -> None:
    settings.ENGINE_URL = "http://127.0.0.1:9"
    with pytest.raises(EngineDown):
        train_again(assistant)
    assert Dataset.objects.count() == 1
