"""Writes the job folder that `python -m tuning` reads."""

import shutil
from pathlib import Path

from django.conf import settings

from assistants import skill
from assistants.answers.compose import voice
from assistants.errors import TooLittleData
from assistants.models import Example, Training
from assistants.training import rows as made
from assistants.training.method import fewest, named
from assistants.training.params import plan
from tuning.job import files
from tuning.job.errors import JobFolderError
from tuning.job.trials import SEARCH

KEPT = frozenset({files.JOB, files.PROGRESS, files.REPORT, SEARCH, "log.txt"})


def write(training: Training) -> Path:
    """The folder of a frozen dataset's approved rows; written once, `job.json` last.

    Raises TooLittleData when too few rows were approved.
    """
    return lay_out(training, training.folder, job_of(training))


def lay_out(training: Training, folder: Path, job: files.Job) -> Path:
    """The same rows for another job, in another folder."""
    if (folder / files.JOB).exists():
        return folder
    rows = list(_approved(training))
    count = sum(row.split == Example.Split.TRAIN for row in rows)
    if count < fewest(job.method):
        raise TooLittleData.rows(count, fewest(job.method))
    files.write_passages(folder, made.passages(rows))
    files.write_examples(folder, made.examples(rows, job.method))
    files.write_job(folder, job)
    return folder


def job_of(training: Training) -> files.Job:
    """As its folder says, where there is one (a search may have changed it); else as its parameters do."""
    try:
        return files.read_job(training.folder)
    except JobFolderError:
        return _job(training, named(training.method) or "transfer")


def tidy(folder: Path) -> None:
    """Removes what a finished training needs no more: checkpoints, the adapter's draft, the data's copies."""
    for path in folder.iterdir() if folder.exists() else ():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name not in KEPT:
            path.unlink(missing_ok=True)


def _approved(training: Training) -> list[Example]:
    splits = [Example.Split.TRAIN, Example.Split.VALID]
    rows = training.dataset.examples.filter(state=Example.State.APPROVED, split__in=splits)
    return list(rows.order_by("pk"))


def _job(training: Training, method: files.Method) -> files.Job:
    start = skill.folder(training.base)
    chosen = plan(training.params, method, skill=start is not None)
    return files.Job(
        base=str(Path(settings.MODELS_DIR) / training.base),
        assistant=voice(training.assistant),
        start_from=None if chosen.from_scratch else str(start),
        lora=chosen.lora,
        train=chosen.train,
        method=method,
    )
