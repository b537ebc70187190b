"""A question with its answer, read from a file and not stored yet."""

from dataclasses import dataclass, field

from assistants.examples.records import ShownPassage

LONGEST_QUESTION = 1000
LONGEST_ANSWER = 1000


class RowProblem(Exception):
    """Why a row cannot be taken, as the end of a sentence that begins with "Row 7"."""


@dataclass(frozen=True)
class Draft:
    """`passages` are those that the file showed with the question, in the form of our own prompt; mostly none."""

    question: str
    answer: str
    passages: list[ShownPassage] = field(default_factory=list)


def checked(draft: Draft) -> Draft:
    """The draft, if it can be trained on. Raises RowProblem."""
    for what, text, most in (("question", draft.question, LONGEST_QUESTION), ("answer", draft.answer, LONGEST_ANSWER)):
        if not text:
            raise RowProblem(f"has an empty {what}")
        if len(text) > most:
            raise RowProblem(f"is too long: its {what} has {len(text):,} characters, the most is {most:,}")
    return draft
