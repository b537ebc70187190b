"""How far a run is, and the learning rate there."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Schedule:
    """Linear warm-up, then a cosine to zero over the run. `seconds` is the wall-clock budget, if any.

    With a budget, time counts like steps: whichever is further along says how far the run is, so that the learning
    rate reaches zero when the time is up, however fast the machine is and whoever else uses it.
    """

    peak: float
    steps: int
    warmup: float
    seconds: float | None = None

    def fraction(self, step: int, elapsed: float) -> float:
        """How much of the run is done after `step` steps and `elapsed` seconds: 0 to 1.

        0 before the first step: what comes before it may take all the time, and still one batch is learned.
        """
        spent = elapsed / self.seconds if self.seconds and step else 0.0
        return min(1.0, max(step / self.steps, spent))

    def learning_rate(self, fraction: float) -> float:
        """The learning rate of the step that begins at `fraction`."""
        if fraction < self.warmup:
            return self.peak * min(1.0, (fraction + 1 / self.steps) / self.warmup)
        return self.peak * 0.5 * (1 + math.cos(math.pi * (fraction - self.warmup) / (1 - self.warmup)))
