"""An act is answered without a search, in the business's words; a question after it is answered as any other."""

import pytest

from assistants import acts
from assistants.answers import Asker, compose
from assistants.errors import BadSettings
from assistants.models import Assistant
from assistants.workflows import change_assistant

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_greeting_is_answered_by_name_and_counts_as_no_refusal(assistant: Assistant) -> None:
    prepared = compose(assistant, "hi")
    assert prepared.request is None
    answer = prepared.read("")
    assert not answer.refused
    assert assistant.name in answer.text
    assert assistant.tenant.name in answer.text


def test_it_is_answered_in_the_language_of_the_message(assistant: Assistant) -> None:
    decided = compose(assistant, "Vielen Dank!", asker=Asker(["fr"])).decided
    assert decided is not None
    assert decided.text.startswith("Gern geschehen!")


@pytest.mark.parametrize("act", sorted(acts.ACTS))
def test_every_act_has_words_and_only_some_ask_for_a_person(act: str, assistant: Assistant) -> None:
    decided = acts.reply(assistant, act, ["ja"])
    assert decided.text != acts.reply(assistant, act).text
    assert decided.handoff is (act in {"wants_human", "complaint", "order_status"})


def test_the_business_says_it_in_its_own_words_or_not_at_all(assistant: Assistant) -> None:
    change_assistant(assistant, {"acts": {"greeting": {"text": "Ahoy {you}!"}, "thanks": {"on": False}}})
    decided = compose(assistant, "hello").decided
    assert decided is not None
    assert decided.text == "Ahoy {you}!"
    assert compose(assistant, "thanks").decided is None
    with pytest.raises(BadSettings):
        change_assistant(assistant, {"acts": {"greeting": {"text": 1}}})


def test_a_question_after_a_greeting_is_searched_without_it(assistant: Assistant) -> None:
    met = acts.meet(assistant, "Hello, how much is express delivery?")
    assert (met.decided, met.opening, met.question) == (None, "Hello!", "how much is express delivery?")
