"""A run that is weighed at its rungs and may end there."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from tuning.job.records import Train
from tuning.loop import Data, Loop
from tuning.model import Learner
from tuning.monitor import Cancellation, Monitor

REDUCTION = 3
RUNGS = ((1, 1 / 9), (3, 1 / 3), (9, 1.0))
"""Resources as Optuna counts them, and the share of a run that they are."""
NEVER = 10**9

Weigh = Callable[[int, float, float], None]
"""Gets the rung's resource, the share of the run that is done and the validation loss; may raise to end the run."""


class Measured(Exception):
    """The last rung is reached: nothing else is wanted of the run."""


class Rungs:
    """Watches a run: at each rung the validation loss is measured and weighed; the last one ends it."""

    def __init__(self, weigh: Weigh) -> None:
        self._weigh, self._left = weigh, list(RUNGS)

    def __call__(self, run: Loop) -> None:
        while self._left and run.fraction >= self._left[0][1]:
            resource, share = self._left.pop(0)
            loss = run.validate()
            assert loss is not None
            self._weigh(resource, share, loss)
        if not self._left:
            raise Measured


def attempt(learner: Learner, train: Train, data: Data, cancellation: Cancellation, weigh: Weigh) -> None:
    """One run with these settings, to its end or until `weigh` or the cancellation raises."""
    settings = replace(train, validate_steps=NEVER, checkpoint_steps=NEVER, patience=NEVER)
    with TemporaryDirectory() as place, suppress(Measured):
        folder = Path(place)
        Loop(folder, settings, data, learner, Monitor(folder), cancellation, Rungs(weigh)).run()
