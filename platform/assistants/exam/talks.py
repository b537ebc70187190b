"""Conversations of several turns, asked with the bot's own answers as what was said before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistants.exam.acceptance import Talk
from assistants.exam.records import Given, Question
from assistants.exam.upload import as_questions
from serving.client import Message

# As in chat.turns, which this app may not import.
REMEMBERED_TURNS = 2

Put = Callable[[Sequence[Question]], list[Given]]


@dataclass(frozen=True)
class Held:
    """One conversation as it went."""

    talk: Talk
    questions: list[Question]
    given: list[Given]


def converse(talks: Sequence[Talk], put: Put) -> list[Held]:
    """Every talk turn by turn; `put` asks the same turn of all of them at once."""
    held = [Held(talk, [], []) for talk in talks]
    for place in range(max((len(talk.turns) for talk in talks), default=0)):
        going = [one for one in held if place < len(one.talk.turns)]
        questions = [_turn(one, place) for one in going]
        for one, question, given in zip(going, questions, put(questions), strict=True):
            one.questions.append(question)
            one.given.append(given)
    return held


def _turn(held: Held, place: int) -> Question:
    (question,) = as_questions([held.talk.turns[place]])
    return replace(question, history=_history(held))


def _history(held: Held) -> tuple[Message, ...]:
    """The last turns, as chat gives them to the prompt."""
    turns = list(zip(held.questions, held.given, strict=True))[-REMEMBERED_TURNS:]
    return tuple(
        message
        for question, given in turns
        for message in (Message(role="user", content=question.text), Message(role="assistant", content=given.text))
    )
