"""The runs of a learning curve, one after the other."""

import sys
from collections.abc import Sequence
from pathlib import Path

from tuning.failure import explained
from tuning.job import files
from tuning.job.curve import Curve, Point, part, read_curve, write_curve
from tuning.job.errors import JobFolderError
from tuning.job.records import Example, Progress
from tuning.monitor import Monitor
from tuning.run import SUCCEEDED, WRONG_JOB, Run

FEWEST_ROWS = 8


def measure(folder: Path, fractions: Sequence[float]) -> int:
    """Runs the job on each part that has not been measured yet; stops at the first run that does not succeed.

    Each part has a job folder of its own below `curve/`, so that a run that was killed goes on.
    """
    try:
        job, examples = files.read_job(folder), files.read_examples(folder)
        passages = files.read_passages(folder)
        _check(examples, fractions)
    except Exception as error:
        print(explained(error), file=sys.stderr)
        return WRONG_JOB
    known = {point.fraction: point for point in read_curve(folder).points}
    monitor = Monitor(folder)
    for number, fraction in enumerate(fractions):
        monitor.tell(Progress("measuring", step=number, steps=len(fractions)))
        if fraction in known:
            continue
        place, rows = folder / "curve" / f"{fraction:g}", part(examples, fraction)
        if not (place / files.JOB).exists():
            files.write_passages(place, passages)
            files.write_examples(place, rows)
            files.write_job(place, job)
        if code := Run(place).execute():
            return code
        known[fraction] = _point(place, fraction, rows)
        write_curve(folder, Curve([known[one] for one in sorted(known)]))
    return SUCCEEDED


def _check(examples: Sequence[Example], fractions: Sequence[float]) -> None:
    if any(not 0 < fraction <= 1 for fraction in fractions):
        raise JobFolderError("A fraction is not above 0 and at most 1.", "Write them like 0.25 0.5 1.")
    if not any(example.split == "valid" for example in examples):
        raise JobFolderError("There are no held-out rows to measure on.", "Add rows of the split valid.")
    smallest = [one for one in part(examples, min(fractions)) if one.split == "train"]
    if len(smallest) < FEWEST_ROWS:
        raise JobFolderError(
            f"{min(fractions):.0%} of the data are {len(smallest)} rows, too few to learn from.",
            "Measure with more examples, or with larger fractions.",
        )


def _point(place: Path, fraction: float, rows: Sequence[Example]) -> Point:
    report = files.read_report(place)
    assert report is not None
    assert report.valid_loss is not None
    learned = [row for row in rows if row.split == "train"]
    return Point(fraction, len(learned), len({row.document for row in learned if row.document}), report.valid_loss)
