"""Putting a business's own questions to its assistant."""

from uuid import uuid4

from django.db import transaction

from assistants.exam.upload import parse
from assistants.models import Assistant, ExamRun
from assistants.workflows.actors import Actor
from tenants import audit
from tenants.jobs import cancel, enqueue


@transaction.atomic
def start_exam(assistant: Assistant, title: str, content: bytes, actor: Actor = None, *, name: str = "") -> ExamRun:
    """Checks the file, called `name`, and enqueues the exam of what is live. Raises BadExam."""
    questions = parse(content, name)
    pk = uuid4()
    run = ExamRun.objects.create(
        pk=pk,
        assistant=assistant,
        title=title.strip()[:120] or "Exam",
        questions=questions,
        job=enqueue("assistants.exam", pk),
    )
    audit.record("exam.start", run, actor=actor, questions=len(questions))
    return run


@transaction.atomic
def remove_exam(run: ExamRun, actor: Actor = None) -> None:
    """Forgets an exam with its questions and answers; one that is being held stops."""
    cancel(run.job)
    audit.record("exam.remove", run, actor=actor)
    run.delete()
