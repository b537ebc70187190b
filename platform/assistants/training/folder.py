"""Writes the job folder that `python -m tuning` reads."""

import shutil
from pathlib import Path

from django.conf import settings

from assistants import skill
from assistants.answers.compose import voice
from assistants.errors import TooLittleData
from assistants.examples.records import ShownPassage
from assistants.models import Example, Training
from assistants.training.params import plan
from tuning.job import files

FEWEST_TRAINING_ROWS = 20
KEPT = frozenset({files.JOB, files.PROGRESS, files.REPORT, "log.txt"})


def write(training: Training) -> Path:
    """The folder of a frozen dataset's approved rows; written once, `job.json` last.

    Raises TooLittleData when too few rows were approved.
    """
    folder = training.folder
    if (folder / files.JOB).exists():
        return folder
    rows = list(_approved(training))
    count = sum(row.split == Example.Split.TRAIN for row in rows)
    if count < FEWEST_TRAINING_ROWS:
        raise TooLittleData.rows(count, FEWEST_TRAINING_ROWS)
    passages = {passage["id"]: passage for row in rows for passage in row.passages}
    files.write_passages(folder, map(_passage, passages.values()))
    files.write_examples(folder, map(_example, rows))
    files.write_job(folder, _job(training))
    return folder


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


def _job(training: Training) -> files.Job:
    start = skill.folder(training.base)
    chosen = plan(training.params, skill=start is not None)
    return files.Job(
        base=str(Path(settings.MODELS_DIR) / training.base),
        assistant=voice(training.assistant),
        start_from=None if chosen.from_scratch else str(start),
        lora=chosen.lora,
        train=chosen.train,
    )


def _passage(shown: ShownPassage) -> files.Passage:
    return files.Passage(
        id=shown["id"], document=shown["document"], title=shown["title"], text=shown["text"], url=shown["url"]
    )


def _example(row: Example) -> files.Example:
    return files.Example(
        id=str(row.pk),
        question=row.question,
        answer=row.answer,
        passages=[passage["id"] for passage in row.passages],
        document=row.document,
        split="valid" if row.split == Example.Split.VALID else "train",
        kind="refusal" if row.kind == Example.Kind.REFUSAL else "answer",
    )
