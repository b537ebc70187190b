"""Putting a business's own questions to its assistant."""

from uuid import uuid4

from django.db import transaction

from assistants.exam.upload import parse
from assistants.models import Assistant, ExamRun
from assistants.workflows.actors import Actor
from tenants import audit
from tenants.jobs import enqueue


@transaction.atomic
def start_exam(assistant: Assistant, title: str, content: bytes, actor: Actor = None) -> ExamRun:
    """Checks the file and enqueues the exam of what is live. Raises BadExam."""
    questions = parse(content)
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
