"""What visitors called helpful becomes examples to review, and nothing more by itself."""

from collections.abc import Iterable

import pytest

from assistants.examples import talks
from assistants.examples.build import build
from assistants.examples.material import retrieve
from assistants.examples.talks import Talk, from_talks, offers_talks
from assistants.models import Assistant, Dataset, Example
from knowledge.models import Question
from knowledge.workflows import add_question
from tests.assistants.conftest import work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("knowledge")]

SAID = [
    Talk("Do your lamps come with a warranty of five years?", "All lamps come with a five-year warranty [2]."),
    Talk("And how long does it take?", "A repair takes about two weeks [1]."),
    Talk("Is the moon made of cheese?", "The moon consists mostly of rock and dust [1]."),
    Talk("Where is order 1029384, which I paid by PayPal?", "We accept cards and PayPal [1]."),
]


@pytest.fixture(autouse=True)
def offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talks, "_offers", [])

    @offers_talks
    def offer(assistant: Assistant) -> Iterable[Talk]:
        return SAID


def test_answers_that_stand_in_the_knowledge_to_questions_that_stand_alone_are_taken(assistant: Assistant) -> None:
    found = list(from_talks(assistant, retrieve))
    assert [one.question for one in found] == [SAID[0].question, SAID[3].question]
    assert found[0].sentence == "All lamps come with a five-year warranty."
    assert "five-year warranty" in found[0].passage["text"]


def test_feedback_that_nobody_reviewed_never_trains(assistant: Assistant) -> None:
    dataset = Dataset.objects.create(assistant=assistant)
    build(dataset)
    rows = dataset.examples.filter(origin="conversation")
    assert {row.state for row in rows} <= {Example.State.PROPOSED}
    assert not dataset.trainable(approve_all=True).filter(origin="conversation").exists()
    assert dataset.made["personal"] == {"masked": 1, "dropped": 0}
    assert not dataset.examples.filter(question__contains="1029384").exists()
    assert not rows.filter(split="exam").exists()


def test_a_correction_is_trusted_and_its_visitor_s_data_masked_wherever_it_is_shown(assistant: Assistant) -> None:
    add_question("Is a parcel for bob@mail.example insured?", "Yes, up to 500 €.", origin=Question.Origin.CORRECTION)
    work_off()
    dataset = Dataset.objects.create(assistant=assistant)
    build(dataset)
    (row,) = dataset.examples.filter(origin="correction")
    assert (row.state, row.question) == (Example.State.APPROVED, "Is a parcel for <e-mail> insured?")
    shown = [text for row in dataset.examples.all() for one in row.passages for text in (one["title"], one["text"])]
    assert any("<e-mail>" in text for text in shown)
    assert not any("bob@mail.example" in text for text in shown)
