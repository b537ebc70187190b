"""The jobs of this app. Each is one call; the logic runs without them."""

from django.utils import timezone

from knowledge.indexing import index_question
from knowledge.ingest import ingest
from knowledge.jobs import INDEX_QUESTION, READ
from knowledge.models import Document, Question, Source
from tenants.jobs import JobContext, handler
from tenants.models import Job


def ended(job: Job) -> None:
    """The source says how its reading ended."""
    source = Source.objects.filter(pk=job.subject_id).first()
    if source is None:
        return
    source.state, source.error_code, source.error = _outcome(job, source)
    source.read_at = timezone.now() if job.state == Job.State.SUCCEEDED else source.read_at
    source.save(update_fields=["state", "error_code", "error", "read_at"])


def _outcome(job: Job, source: Source) -> tuple[Source.State, str, str]:
    if job.state == Job.State.SUCCEEDED:
        return Source.State.READY, "", ""
    if job.state == Job.State.CANCELLED:
        some = source.documents.filter(state=Document.State.READ).exists()
        words = "Reading was stopped. Read it again to have all of it."
        return (Source.State.READY if some else Source.State.FAILED), "cancelled", words
    if source.error_code == "engine_away":
        return Source.State.FAILED, "engine_away", "The engine did not come back. Start it, then read this again."
    if job.error_code == "internal":
        return Source.State.FAILED, "internal", "Something failed on our side. Read it again."
    return Source.State.FAILED, job.error_code, job.error


@handler(READ, lane="ingest", ended=ended)
def read(context: JobContext) -> None:
    """Reads a source that still exists."""
    if source := Source.objects.filter(pk=context.subject_id).first():
        ingest(source, context)


@handler(INDEX_QUESTION, lane="ingest")
def make_findable(context: JobContext) -> None:
    """Indexes a question that was typed while the engine was away."""
    if question := Question.objects.filter(pk=context.subject_id, passage=None).first():
        index_question(question)
