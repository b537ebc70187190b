"""Acts are told from each other and from questions, in twelve languages."""

from pathlib import Path

import pytest

from assistants.acts import recognise
from assistants.acts.lexicon import languages
from assistants.acts.measure import load, measure
from assistants.acts.templates import Reader

MESSAGES = Path(__file__).parent / "messages.json"


def test_there_are_twelve_languages() -> None:
    assert len(languages()) == 12


def test_messages_of_every_act_and_language_are_told_apart() -> None:
    figures = measure(load(MESSAGES))
    acts, right, questions = figures.counts()
    assert right / acts >= 0.97, figures.wrong
    assert len(figures.swallowed) <= questions / 40, figures.swallowed


@pytest.mark.parametrize("text", ["hiii", "HELLO", "helo", "hello 👋", "👋", "  hi!  "])
def test_a_greeting_is_one_however_it_is_typed(text: str) -> None:
    found = recognise(text)
    assert found is not None
    assert (found.act, found.rest) == ("greeting", "")


def test_a_question_after_a_greeting_is_left_to_be_answered() -> None:
    found = recognise("Hi, do you ship to Norway?")
    assert found is not None
    assert (found.act, found.language, found.rest) == ("greeting", "en", "do you ship to Norway?")


def test_the_known_languages_are_tried_first() -> None:
    said = [recognise("ciao", known) for known in ([], ["it"])]
    assert [found and found.act for found in said] == ["goodbye", "greeting"]


@pytest.mark.parametrize("text", ["", "?!", "How much is it?", "please", "yes", "ok " * 2000])
def test_what_is_no_act_is_left_alone(text: str) -> None:
    assert recognise(text) is None


@pytest.mark.parametrize("template", ["(a", "a)", "[a|b", "!"])
def test_a_malformed_template_is_refused(template: str) -> None:
    with pytest.raises(ValueError):
        Reader({}).read([template])
