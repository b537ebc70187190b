"""Examines one tenant of a file, from its documents to its figures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistants.errors import TooLittleData
from assistants.exam.acceptance import Subject, off_topic, sample
from assistants.exam.arms import live_arm
from assistants.exam.outcome import Outcome
from assistants.exam.report import mark
from assistants.exam.sit import sit
from assistants.exam.throwaway import ingest, tenant_of, work_off
from assistants.exam.upload import AskedJson, as_questions
from assistants.models import Assistant
from assistants.workflows import start_training
from knowledge.models import Source
from knowledge.search import search
from tenants.errors import UserError
from tenants.models import Job

DEEPEST = 4

Say = Callable[[str], None]


@dataclass(frozen=True)
class Terms:
    """How tenants are examined.

    `limit`: most questions of a tenant; `minutes`: time for the weights of its own adapter, None for no training.
    """

    limit: int | None = None
    minutes: float | None = None
    style: Assistant.Style = Assistant.Style.PHRASE
    keep: bool = False


def hold(subject: Subject, subjects: Sequence[Subject], terms: Terms, say: Say) -> Outcome:
    """Ingests, trains where the terms say so, asks, and cleans up. Raises UserError."""
    with tenant_of(subject, terms.style, keep=terms.keep) as assistant:
        say(f"{subject.name}: reading {len(subject.documents)} documents")
        sources = ingest(subject)
        if terms.minutes is not None:
            say(train(assistant, terms.minutes, say))
        asked = sample(subject, terms.limit)
        questions = [*as_questions(asked), *off_topic(subject, subjects, len(asked))]
        say(f"{subject.name}: asking {len(questions)} questions")
        live = live_arm(assistant)
        given = sit(assistant, questions, [live])
        return Outcome(subject.name, mark(questions, given[live.name]), _ranks(asked, sources))


def train(assistant: Assistant, minutes: float, say: Say) -> str:
    """Trains and examines as the product does, and returns the verdict. Raises UserError when that fails.

    Too little to learn from is no failure: what was live before answers, as it would for a business.
    """
    training = start_training(assistant, params={"max_minutes": minutes}, approve_all=True)
    work_off(["assistants.train"], lambda job: say(_stage(job)))
    training.job.refresh_from_db()
    if training.job.error_code == TooLittleData.code:
        return f"{assistant.tenant}: not trained. {training.job.error}"
    if training.job.state != Job.State.SUCCEEDED:
        raise UserError(f"The training ended as {training.job.state}. {training.job.error}", "See the worker's log.")
    assistant.refresh_from_db()
    return f"{assistant.tenant}: {training.report_card.reason}"


def _stage(job: Job) -> str:
    progress = job.progress
    return f"training: {progress.get('phase', 'waiting')} {progress.get('step', '')}".rstrip()


def _ranks(asked: Sequence[AskedJson], sources: Sequence[Source]) -> list[int]:
    """Where each answerable question's document stands among the hits, from 1; 0 if it is not there."""
    located = [one for one in asked if one["answerable"] and one.get("document") is not None]
    return [_rank(one["question"], sources[one["document"] or 0]) for one in located]


def _rank(question: str, source: Source) -> int:
    found = [hit.source_id for hit in search(question, DEEPEST)]
    return found.index(source.pk) + 1 if source.pk in found else 0
