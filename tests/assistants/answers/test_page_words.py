"""What the pages answer is said in their words, what they nearly answer is shown, all else is refused."""

from typing import Any
from uuid import uuid4

import pytest

from assistants.answers import compose
from assistants.answers.evidence import Evidence
from assistants.answers.page_words import NOT_EXACTLY, in_page_words
from assistants.models import Assistant
from knowledge.search import Hit
from knowledge.workflows import add_question
from serving.client import Message
from tests.assistants.conftest import work_off
from tuning.job.prompt import REFUSAL

HITS = [Hit(uuid4(), uuid4(), uuid4(), title, "", "", f"About {title}.", 1.0, 0.7, 0.5) for title in ("One", "Two")]
LIST = "You need:\n- Passport\n- Ticket"


def evidence(place: int, words: str, sure: float) -> Evidence:
    return Evidence(HITS[place], words, words.split(".")[0], sure)


def test_a_sure_answer_is_the_pages_own_words_with_their_mark() -> None:
    answer = in_page_words([evidence(1, "Returns are free. They take a week.", 0.9)], HITS, REFUSAL)
    assert (answer.text, answer.citations) == ("Returns are free. They take a week. [2]", [2])
    assert not answer.partial
    assert not answer.refused


def test_a_list_has_its_mark_where_it_is_led_in() -> None:
    assert in_page_words([evidence(0, LIST, 0.9)], HITS, REFUSAL).text == "You need: [1]\n- Passport\n- Ticket"


def test_a_table_has_its_mark_beside_it_and_not_in_it() -> None:
    table = "| A | B |\n| --- | --- |\n| 1 | 2 |"
    assert in_page_words([evidence(0, table, 0.9)], HITS, REFUSAL).text == f"{table}\n\n[1]"
    led = in_page_words([evidence(0, f"With tax.\n\n{table}", 0.9)], HITS, REFUSAL).text
    assert led == f"With tax. [1]\n\n{table}"


def test_a_brief_answer_is_the_phrase_that_matters() -> None:
    answer = in_page_words([evidence(0, "Returns are free. They take a week.", 0.9)], HITS, REFUSAL, brief=True)
    assert answer.text == "Returns are free [1]"


def test_two_questions_get_two_answers_and_the_same_words_are_said_once() -> None:
    both = [evidence(0, "It is free.", 0.9), evidence(1, "It takes a week.", 0.8)]
    assert in_page_words(both, HITS, REFUSAL).text == "It is free. [1]\n\nIt takes a week. [2]"
    assert in_page_words([both[0], both[0]], HITS, REFUSAL).text == "It is free. [1]"


def test_what_is_not_exactly_it_is_quoted_as_such() -> None:
    answer = in_page_words([evidence(0, "It is free.", 0.3)], HITS, REFUSAL, ["en"])
    assert answer.partial
    assert answer.text == f"{NOT_EXACTLY}\n\n> It is free. [1]"


def test_what_is_not_there_is_refused() -> None:
    answer = in_page_words([evidence(0, "It is free.", 0.01)], HITS, REFUSAL)
    assert answer.refused
    assert answer.text == REFUSAL


@pytest.fixture
def reading(engine: Any, knowledge: None) -> Any:
    """A fake engine that has a reader, and pages to read."""
    engine.state.script.reads = True
    return engine


def say(assistant: Assistant, question: str, history: list[Message] | None = None) -> str:
    return compose(assistant, question, history or [], adapter=None).read("").text


def test_no_model_is_asked_where_the_page_answers(assistant: Assistant, reading: Any) -> None:
    prepared = compose(assistant, "How long is the warranty of lamps?", adapter=None)
    assert prepared.request is None
    assert prepared.known.startswith("All lamps come with a five-year warranty.")
    assert prepared.hits[0].text in prepared.known or prepared.known.partition(" [")[0] in prepared.hits[0].text


def test_the_model_writes_where_the_business_wants_it_and_is_checked(assistant: Assistant, reading: Any) -> None:
    assistant.wording = Assistant.Wording.MODEL
    prepared = compose(assistant, "How long is the warranty of lamps?", adapter=None)
    assert prepared.request
    assert prepared.read("All lamps have a five-year warranty [1].").text == "All lamps have a five-year warranty [1]."
    assert prepared.read("All lamps have a 7-year warranty [1].").text.startswith("All lamps come with a five-year")
    assert prepared.read(REFUSAL).text.startswith("All lamps come with a five-year warranty.")


def test_an_engine_without_a_reader_has_the_model_write(assistant: Assistant, knowledge: None) -> None:
    assert compose(assistant, "How long is the warranty of lamps?", adapter=None).request


def test_a_follow_up_is_about_the_thing_that_it_names(assistant: Assistant, reading: Any) -> None:
    history = [
        Message(role="user", content="How much is standard delivery?"),
        Message(role="assistant", content="Standard delivery costs 4.95 €. [1]"),
    ]
    assert "Express delivery costs 9 €" in say(assistant, "and express?", history)


def test_the_business_own_answer_is_given_word_for_word(assistant: Assistant, reading: Any) -> None:
    answer = "Yes!\nWe wrap it in paper of our own.\nIt costs 3 €."
    add_question("Do you wrap gifts?", answer)
    work_off()
    assert say(assistant, "do you wrap gifts").partition(" [")[0] == answer
