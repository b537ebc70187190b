"""What a message means that leans on the one before it."""

import pytest

from assistants.answers.evidence import parts
from assistants.answers.query import readings, search_query
from serving.client import Message


def after(question: str) -> list[Message]:
    return [Message(role="user", content=question), Message(role="assistant", content="It is 20 cm. [1]")]


@pytest.mark.parametrize(
    ("before", "question", "meant"),
    [
        ("how wide is the heron?", "and the wren?", "how wide is the the wren"),
        ("what does a day ticket cost", "And for children?", "what does a for children ticket cost"),
        ("when was the museum built", "who paid for it?", "who paid for museum"),
    ],
)
def test_words_of_the_question_before_give_way(before: str, question: str, meant: str) -> None:
    assert meant in readings(question, after(before))


def test_a_question_of_its_own_stays_as_it_is() -> None:
    question = "Which payment methods do you accept online?"
    assert readings(question, after("how wide is the heron?")) == [question]
    assert readings("and the wren?") == ["and the wren?"]
    assert search_query(question, after("how wide is the heron?")) == question


def test_there_are_few_readings() -> None:
    long = "how long does the delivery of a large umbrella with a wooden handle to Norway take in winter"
    assert len(readings("and a small one?", after(long))) <= 6


@pytest.mark.parametrize(
    ("question", "two"),
    [
        ("do you ship to norway and what does it cost", ["do you ship to norway", "what does it cost"]),
        ("Is there parking? Can I bring my dog?", ["Is there parking?", "Can I bring my dog?"]),
        ("how long is the warranty, does it cover rust", ["how long is the warranty", "does it cover rust"]),
        ("do you sell cups and plates", ["do you sell cups and plates"]),
        ("what is it and why", ["what is it and why"]),
    ],
)
def test_two_questions_in_one_message_are_two(question: str, two: list[str]) -> None:
    assert parts(question) == two
