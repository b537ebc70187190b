"""Examines one tenant of a file, from its documents to its figures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistants.errors import TooLittleData
from assistants.exam import gold
from assistants.exam.acceptance import Subject, off_topic, sample
from assistants.exam.arms import live_arm
from assistants.exam.outcome import Outcome, Talked
from assistants.exam.records import Given, Question
from assistants.exam.report import mark
from assistants.exam.score import Scored
from assistants.exam.sit import CONCURRENCY, sit
from assistants.exam.talks import converse
from assistants.exam.throwaway import crawl, ingest, tenant_of, work_off
from assistants.exam.upload import as_questions
from assistants.models import Assistant
from assistants.workflows import start_training
from tenants.errors import UserError
from tenants.models import Job

Say = Callable[[str], None]
Keep = Callable[[str, Scored], None]


@dataclass(frozen=True)
class Terms:
    """How tenants are examined.

    `limit`: most questions of a tenant; `minutes`: time for the weights of its own adapter, None for no training.
    `concurrency`: questions that are asked at a time.
    """

    limit: int | None = None
    minutes: float | None = None
    style: Assistant.Style = Assistant.Style.SENTENCE
    wording: Assistant.Wording = Assistant.Wording.PAGE
    keep: bool = False
    concurrency: int = CONCURRENCY


def hold(
    subject: Subject,
    subjects: Sequence[Subject],
    terms: Terms,
    say: Say,
    kept: Keep = lambda name, row: None,
) -> Outcome:
    """Ingests, trains where the terms say so, asks, and cleans up. `kept` gets each answer as it comes.

    Raises UserError.
    """
    with tenant_of(subject, terms.style, terms.wording, keep=terms.keep) as assistant:
        library = _read(subject, say)
        if terms.minutes is not None:
            say(train(assistant, terms.minutes, say))
        asked = sample(subject, terms.limit)
        own = gold.with_pages(as_questions(asked), asked, library)
        questions = [*own, *off_topic(subject, subjects, len(asked))]
        talks = subject.talks[: terms.limit]
        say(f"{subject.name}: asking {len(questions)} questions and {len(talks)} talks")

        def put(questions: Sequence[Question]) -> list[Given]:
            live = live_arm(assistant)
            return sit(
                assistant,
                questions,
                [live],
                heard=lambda question, given: kept(subject.name, *mark([question], [given])),
                concurrency=terms.concurrency,
            )[live.name]

        rows = mark(questions, put(questions))
        talked = [Talked(one.talk, mark(one.questions, one.given)) for one in converse(talks, put)]
        return Outcome(subject.name, rows, [gold.rank(one) for one in own if one.pages], talked)


def _read(subject: Subject, say: Say) -> gold.Library:
    if subject.site:
        say(f"{subject.name}: reading the website in {subject.site}")
        return gold.Site(crawl(subject, subject.site))
    if not subject.documents:
        raise UserError(f"{subject.name} has nothing to read.", "Give it documents, or a website with --site.")
    say(f"{subject.name}: reading {len(subject.documents)} documents")
    return gold.Texts(ingest(subject), subject.asked)


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
