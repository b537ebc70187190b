"""The job of a training, step by step."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from django.db import transaction
from django.db.models import Max

from assistants import skill, store
from assistants.errors import BaseNotInstalled, EngineDown, TrainingFailed
from assistants.examples.build import build, freeze
from assistants.exchange.place import place
from assistants.models import Adapter, Example, Training
from assistants.training import few_shot, folder, process
from assistants.training.chart import chart
from assistants.training.estimate import foresee
from assistants.training.method import settle
from assistants.training.verdict import exam_questions, examine
from serving.client import EngineError
from tenants.jobs import JobContext
from tuning.job import files
from tuning.job.prompt import TEMPLATE_SHA256
from tuning.job.trials import read_search

EVERY_SECONDS = 1.0


def train(context: JobContext) -> None:
    """Dataset → adapter → exam → verdict, each done only if no earlier attempt has done it."""
    rows = Training.objects.select_related("assistant__live_adapter", "dataset", "tenant")
    training = rows.get(pk=context.subject_id)
    if hasattr(training, "report_card"):
        return
    _prepare(training, context)
    _examine(training, Adapter.objects.filter(training=training).first() or _learn(training, context), context)


def close(training: Training) -> None:
    """What is left to do once a training has ended, however it did: nothing will be resumed or examined any more."""
    Adapter.objects.filter(training=training, state=Adapter.State.CANDIDATE).update(state=Adapter.State.REFUSED)
    folder.tidy(training.folder)


def _prepare(training: Training, context: JobContext) -> None:
    """A frozen dataset that can be trained on and examined with."""
    dataset = training.dataset
    build(dataset, lambda done, total: context.progress(every=EVERY_SECONDS, phase="examples", done=done, total=total))
    if not dataset.frozen:
        place(dataset)
        if training.params.get("approve_all"):
            dataset.own_proposals.update(state=Example.State.APPROVED)
        exam_questions(training)
        freeze(dataset)
    settle(training)
    foresee(training)


def _learn(training: Training, context: JobContext) -> Adapter:
    return few_shot.publish(training) if training.method == "few_shot" else _tune(training, context)


def _tune(training: Training, context: JobContext) -> Adapter:
    place = folder.write(training)
    report = files.read_report(place)
    if report is None or report.status != "succeeded":
        _search(training, place, context)
        context.progress(phase="training", **chart(files.read_progress(place)))
        code = process.run(place, lambda seen: context.progress(every=EVERY_SECONDS, phase="training", **chart(seen)))
        context.progress(phase="training", **chart(files.read_progress(place)))
        _check(code, place, context)
    return _publish(training, place)


def _search(training: Training, place: Path, context: JobContext) -> None:
    """Better settings than the job's own, written into it; once, and only if asked for."""
    minutes = training.params.get("search_minutes")
    if not minutes or read_search(place):
        return
    command = [*process.SEARCH, "--apply", "--minutes", f"{minutes:g}"]
    code = process.run(place, lambda seen: _tell_search(context, seen), command=command)
    context.check()
    if code == process.WRONG:
        raise TrainingFailed(process.last_words(place), "Train without a search, or give it more minutes.")
    if code != process.SUCCEEDED:
        raise RuntimeError(f"The search ended with code {code}. {process.last_words(place)}")


def _tell_search(context: JobContext, seen: Sequence[files.Progress]) -> None:
    tried = [one for one in seen if one.phase == "searching"]
    if tried:
        last = tried[-1]
        context.progress(every=EVERY_SECONDS, phase="training", stage="search", step=last.step, steps=last.steps)


def _check(code: int, place: Path, context: JobContext) -> None:
    """Turns an exit code into what the job runner knows: done, a person's to mend, stopped, or worth another try."""
    context.check()
    report = files.read_report(place)
    if code == process.SUCCEEDED and report and report.status == "succeeded":
        return
    if code == process.WRONG and report and report.error:
        raise TrainingFailed(report.error.message, report.error.hint)
    raise RuntimeError(f"The tuning program ended with code {code}. {process.last_words(place)}")


def _publish(training: Training, place: Path) -> Adapter:
    """The weights in the adapter store and their row, a candidate."""
    base = skill.base_sha256(training.base)
    if not base:
        raise BaseNotInstalled(f"{training.base} is not on this machine any more.", "Install it, then train again.")
    name = store.adapters().publish(place / "adapter", base_sha256=base, template_sha256=TEMPLATE_SHA256)
    report, search = files.read_report(place), read_search(place)
    with transaction.atomic():
        training.result = asdict(report) if report else {}
        training.search = asdict(search) if search else {}
        training.save(update_fields=["result", "search"])
        newest = training.assistant.adapters.aggregate(version=Max("version"))["version"] or 0
        adapter, _ = Adapter.objects.get_or_create(
            training=training, defaults={"assistant": training.assistant, "name": name, "version": newest + 1}
        )
    return adapter


def _examine(training: Training, adapter: Adapter, context: JobContext) -> None:
    def report(done: int, total: int) -> None:
        context.progress(every=EVERY_SECONDS, phase="exam", done=done, total=total, eta_seconds=None)

    context.progress(phase="exam", done=0, total=0, eta_seconds=None)
    try:
        card = examine(training, adapter, report, lambda done, total: context.check())
    except EngineError as error:
        if error.transient:
            raise
        raise EngineDown(f"The exam could not be held. {error.message}", error.hint) from error
    context.progress(phase="done", promoted=card.promoted)
