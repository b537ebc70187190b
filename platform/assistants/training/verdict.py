"""The exam of a new version, its report card, and whether it goes live."""

from dataclasses import asdict

from django.db import transaction

from assistants.answers.compose import writing
from assistants.errors import TooLittleData
from assistants.exam.arms import arms, rival_of
from assistants.exam.gate import Verdict, judge
from assistants.exam.records import Question
from assistants.exam.report import as_rows, mark
from assistants.exam.score import Scored, figures
from assistants.exam.sit import Report, sit
from assistants.models import Adapter, Example, ReportCard, Training
from assistants.workflows.promotion import go_live
from tenants import audit
from tuning.job.prompt import citations, strip_citations

FEWEST_EXAM_QUESTIONS = 5


def examine(training: Training, adapter: Adapter, report: Report, before_verdict: Report) -> ReportCard:
    """Sits the exam and closes the training with a verdict. `before_verdict` may raise to prevent that."""
    questions = exam_questions(training)
    sat = arms(training.assistant, adapter)
    answers = sit(writing(training.assistant), questions, sat, report)
    marks = {arm: mark(questions, given) for arm, given in answers.items()}
    before_verdict(len(questions), len(questions))
    return _close(training, adapter, marks)


def exam_questions(training: Training) -> list[Question]:
    """The approved rows that were kept aside. Raises TooLittleData when they say nothing."""
    rows = training.dataset.examples.filter(split=Example.Split.EXAM, state=Example.State.APPROVED).order_by("pk")
    questions = [_question(row) for row in rows]
    answerable = sum(question.kind == "answer" for question in questions)
    if answerable < FEWEST_EXAM_QUESTIONS:
        raise TooLittleData(
            f"Only {answerable} approved questions are kept for the exam; {FEWEST_EXAM_QUESTIONS} are needed.",
            "Approve proposed exam questions, or add more pages or questions and answers.",
        )
    return questions


def _question(row: Example) -> Question:
    if row.kind != Example.Kind.ANSWER:
        return Question(row.question, "off_topic")
    gold = [row.passages[number - 1]["id"] for number in citations(row.answer, len(row.passages))]
    return Question(row.question, "answer", [strip_citations(row.answer)], row.document, frozenset(gold))


@transaction.atomic
def _close(training: Training, adapter: Adapter, marks: dict[str, list[Scored]]) -> ReportCard:
    found = {arm: figures(row, strip_citations) for arm, row in marks.items()}
    rival = rival_of(marks)
    verdict = judge(marks["candidate"], marks[rival], found["candidate"], found[rival])
    card, new = ReportCard.objects.get_or_create(
        training=training,
        defaults={
            "adapter": adapter,
            "arms": found,
            "rows": as_rows(marks),
            "promoted": verdict.promoted,
            "reason": verdict.reason,
            "comparison": _comparison(verdict, rival),
        },
    )
    if new:
        _carry_out(adapter, verdict)
    return card


def _comparison(verdict: Verdict, rival: str) -> dict[str, object]:
    return {"against": rival, "p_value": verdict.p_value, **asdict(verdict.comparison)}


def _carry_out(adapter: Adapter, verdict: Verdict) -> None:
    if verdict.promoted:
        go_live(adapter)
        audit.record("adapter.promote", adapter, reason=verdict.reason)
        return
    adapter.state = Adapter.State.REFUSED
    adapter.save(update_fields=["state"])
    audit.record("adapter.refuse", adapter, reason=verdict.reason)
