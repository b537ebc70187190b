"""A recognised intent decides the answer; everything else is answered as usual."""

from typing import Any

import pytest

from assistants.answers import compose
from assistants.intents import workflows
from assistants.intents.models import Intent, Phrasing, Recogniser
from assistants.intents.recognise import nearest_intent, recognise
from assistants.models import Assistant
from serving.fake import Script
from tenants.models import Job
from tests.assistants.intents.conftest import WISHES, work_off

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = {
    "track_parcel": "track my parcel, where is it?",
    "cancel_order": "please cancel my order",
    "human": "a human please",
}


@pytest.mark.parametrize("name", sorted(ASKED))
def test_a_wish_in_other_words_is_recognised(name: str, intents: dict[str, Intent], assistant: Assistant) -> None:
    assert recognise(assistant, ASKED[name]) == intents[name]


def test_what_is_off_topic_is_answered_as_usual(intents: dict[str, Intent], assistant: Assistant) -> None:
    assert recognise(assistant, "What is the capital of Mongolia?") is None


def test_without_intents_nothing_is_recognised(engine: Any, assistant: Assistant) -> None:
    assert recognise(assistant, "Where is my parcel?") is None


@pytest.mark.usefixtures("intents")
class TestDeciding:
    def test_an_approved_answer_is_given_word_for_word(self, assistant: Assistant) -> None:
        prepared = compose(assistant, ASKED["cancel_order"])
        assert prepared.request is None
        answer = prepared.read("")
        assert (answer.text, answer.refused) == ("Reply to the confirmation within **an hour** [1].", False)

    def test_a_link_stands_under_its_sentence(self, assistant: Assistant) -> None:
        decided = compose(assistant, ASKED["track_parcel"]).decided
        assert decided is not None
        assert decided.text == "Here you see where it is.\n\n[Open the page](https://shop.example/track)"

    def test_a_person_is_asked_for_by_the_name_of_the_rule(self, assistant: Assistant) -> None:
        decided = compose(assistant, ASKED["human"]).decided
        assert decided is not None
        assert (decided.intent, decided.handoff) == ("human", True)

    def test_below_the_threshold_the_bot_answers_as_usual(self, assistant: Assistant) -> None:
        workflows.set_threshold(assistant, 1.0)
        assert recognise(assistant, ASKED["cancel_order"]) is None
        decided = compose(assistant, ASKED["cancel_order"]).decided
        assert decided is None or decided.intent == "order_status"

    def test_an_intent_without_an_action_waits_for_it(self, assistant: Assistant) -> None:
        Intent.objects.filter(name="cancel_order").update(text="")
        assert nearest_intent(assistant, ASKED["cancel_order"]) is not None
        assert recognise(assistant, ASKED["cancel_order"]) is None

    def test_a_lost_encoder_costs_the_recognition_and_not_the_answer(self, assistant: Assistant, engine: Any) -> None:
        Recogniser.objects.update(encoders=["e-" + "0" * 32])
        engine.state.script = Script(adapters=[])
        assert recognise(assistant, ASKED["cancel_order"]) is None


class TestLearning:
    def test_figures_come_with_the_head(self, intents: dict[str, Intent]) -> None:
        recogniser = Recogniser.objects.get()
        assert sorted(recogniser.labels) == sorted(str(intent.pk) for intent in intents.values())
        outcomes = recogniser.outcomes
        assert sum(gold >= 0 for gold in outcomes.gold) == sum(map(len, WISHES.values()))
        assert recogniser.limit == recogniser.suggested

    def test_a_new_phrasing_is_learned_and_only_it_is_embedded(
        self, intents: dict[str, Intent], assistant: Assistant
    ) -> None:
        workflows.set_threshold(assistant, 0.4)
        before = dict(Phrasing.objects.values_list("pk", "vector"))
        workflows.change_intent(intents["human"], {}, [*WISHES["human"], "colleague on the phone"])
        assert recognise(assistant, "colleague on the phone") is None
        (job,) = work_off()
        assert job.state == Job.State.SUCCEEDED
        assert recognise(assistant, "colleague on the phone") == intents["human"]
        assert all(bytes(row.vector) == bytes(before[row.pk]) for row in Phrasing.objects.filter(pk__in=before))

    def test_many_changes_at_once_are_learned_once(self, engine: Any, assistant: Assistant) -> None:
        for name, texts in WISHES.items():
            workflows.add_intent(assistant, {"name": name, "text": "Yes."}, texts)
        assert len(work_off()) == 1

    def test_when_all_intents_are_gone_nothing_is_recognised(
        self, intents: dict[str, Intent], assistant: Assistant
    ) -> None:
        for intent in intents.values():
            workflows.remove_intent(intent)
        assert recognise(assistant, ASKED["human"]) is None
        work_off()
        assert Recogniser.objects.get().labels == []

    def test_one_intent_alone_can_be_told_from_everything_else(self, engine: Any, assistant: Assistant) -> None:
        human = workflows.add_intent(assistant, {"name": "human", "text": "Soon."}, WISHES["human"])
        work_off()
        assert recognise(assistant, ASKED["human"]) == human
        assert recognise(assistant, "How many legs does a spider have?") is None
