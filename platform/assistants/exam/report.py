"""Marks answers and lays them out for a report."""

from collections.abc import Sequence

from assistants.exam.records import Given, Question, RowJson
from assistants.exam.score import Scored, scored
from tuning.job.prompt import strip_citations


def mark(questions: Sequence[Question], given: Sequence[Given]) -> list[Scored]:
    """One arm's answers with what each is worth."""
    return [scored(question, one, strip_citations(one.text)) for question, one in zip(questions, given, strict=True)]


def as_rows(marks: dict[str, list[Scored]]) -> list[RowJson]:
    """Question by question, all arms side by side, as a report card stores it."""
    return [_row({arm: row[place] for arm, row in marks.items()}) for place in range(len(next(iter(marks.values()))))]


def _row(answers: dict[str, Scored]) -> RowJson:
    question = next(iter(answers.values())).question
    return RowJson(
        question=question.text,
        gold=question.golds[0] if question.golds else "",
        kind=question.kind,
        document=question.document,
        answers={arm: one.as_json() for arm, one in answers.items()},
    )
