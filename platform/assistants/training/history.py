"""What the tuning program reported, line by line, where its folder can be read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from assistants.models import Training
from tuning.job import files
from tuning.job.errors import JobFolderError


@dataclass(frozen=True)
class Step:
    """A step's losses (nats per supervised token), and when they were reported."""

    at: datetime
    step: int
    steps: int
    loss: float
    valid_loss: float | None


def steps(training: Training) -> Iterator[Step]:
    """Every step with a loss, in the order of the reports; none where the folder is on another machine."""
    try:
        progress = files.read_progress(training.folder)
    except JobFolderError:
        return
    for one in progress:
        if one.loss is not None and one.time:
            yield Step(_time(one.time), one.step, one.steps, one.loss, one.valid_loss)


def _time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
