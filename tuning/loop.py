"""The training loop: steps, validation, early stopping, checkpoints, the best weights kept."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

from tuning import checkpoints, state
from tuning.batches import Batch, Batches, micro_batches
from tuning.checkpoints import Position
from tuning.job.records import Phase, Progress, Train
from tuning.loss import backward, mean_loss
from tuning.model import Learner
from tuning.monitor import Cancellation, Cancelled, Monitor
from tuning.rows import Row
from tuning.schedule import Schedule

MICRO_TOKENS = {"cpu": 800, "cuda": 16384}
"""Padded tokens that pass the model at once: on a CPU small pieces stay in the cache and need little memory."""
VALID_ROWS = 48
"""Rows that a validation looks at, evenly spaced over the split."""
SMOOTHING, MAX_NORM = 0.9, 1.0


@dataclass(frozen=True, slots=True)
class Data:
    """The rows of a run; `fingerprint` names the inputs that they came from.

    `checkpoints`: the folder below the job's checkpoints that a stage before the last one keeps its own in.
    """

    train: Sequence[Row]
    valid: Sequence[Row]
    fingerprint: str
    checkpoints: str = ""


class Loop:
    """One run over one job folder; it leaves the best weights in the learner.

    `watch` is called after each step and may raise to end the run.
    """

    def __init__(
        self,
        folder: Path,
        train: Train,
        data: Data,
        learner: Learner,
        monitor: Monitor,
        cancellation: Cancellation,
        watch: "Callable[[Loop], None] | None" = None,
    ) -> None:
        self.position = Position()
        self._checkpoints, self._fingerprint = folder / "checkpoints" / data.checkpoints, data.fingerprint
        self._train, self._learner = train, learner
        self._monitor, self._cancellation, self._watch = monitor, cancellation, watch
        self._weights = learner.parameters()
        self._best: dict[str, Tensor] = {}
        self._optimizer = torch.optim.AdamW(self._weights.values(), lr=train.learning_rate, weight_decay=0.0)
        self._batches = Batches(data.train, train.batch_size, train.seed)
        self._micro_tokens = MICRO_TOKENS[learner.device.type]
        spacing = max(1, -(-len(data.valid) // VALID_ROWS))
        self._validation = micro_batches(data.valid[::spacing], self._micro_tokens)
        steps = max(1, round(train.epochs * self._batches.per_epoch))
        seconds = train.max_minutes * 60 if train.max_minutes else None
        self._schedule = Schedule(train.learning_rate, steps, train.warmup_ratio, seconds)

    def run(self) -> None:
        """Trains from the newest checkpoint, or from the start; on Cancelled a checkpoint is kept."""
        self._resume()
        if self.position.start_valid_loss is None:
            self.validate()
        try:
            while self.fraction < 1 and not self.stopped_early:
                self._cancellation.check()
                self._step()
                self._housekeeping()
                if self._watch:
                    self._watch(self)
        except Cancelled:
            self._checkpoint()
            raise
        self._finish()

    @property
    def stopped_early(self) -> bool:
        """Whether validation stopped improving before the end."""
        return self.position.worse >= self._train.patience and self.fraction < 1

    @property
    def epochs(self) -> float:
        """Passes over the training rows so far."""
        return self.position.step / self._batches.per_epoch

    @property
    def fraction(self) -> float:
        """How much of the run is done, in steps or in time: 0 to 1."""
        return self._schedule.fraction(self.position.step, self.position.elapsed)

    def _step(self) -> None:
        began = time.monotonic()
        rows = self._batches.at(self.position.step)
        rate = self._schedule.learning_rate(self.fraction)
        loss = backward(self._learner, micro_batches(rows, self._micro_tokens))
        self._update(rate)
        self._advance(loss, rows, time.monotonic() - began)
        self._tell("training", loss=loss, learning_rate=rate)

    def _update(self, rate: float) -> None:
        torch.nn.utils.clip_grad_norm_(self._weights.values(), MAX_NORM)
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        self._optimizer.step()
        self._optimizer.zero_grad()
        self._learner.refresh()

    def _advance(self, loss: float, rows: Sequence[Row], seconds: float) -> None:
        was = self.position
        tokens = sum(len(row.tokens) for row in rows)
        self._monitor.stepped(tokens, seconds)
        self.position = replace(
            was,
            step=was.step + 1,
            elapsed=was.elapsed + seconds,
            tokens=was.tokens + tokens,
            supervised=was.supervised + sum(len(row.tokens) - row.prompt for row in rows),
            loss=loss if was.loss is None else SMOOTHING * was.loss + (1 - SMOOTHING) * loss,
        )

    def _housekeeping(self) -> None:
        if self.position.step % self._train.validate_steps == 0 and self.fraction < 1:
            self.validate()
        if self.position.step % self._train.checkpoint_steps == 0:
            self._checkpoint()

    def validate(self) -> float | None:
        """The loss on held-out rows, if there are any; the weights are kept if they are the best so far."""
        if not self._validation:
            return None
        self._tell("validating")
        began = time.monotonic()
        loss = mean_loss(self._learner, self._cancellable(self._validation))
        was = self.position
        better = was.best_valid_loss is None or loss < was.best_valid_loss
        if better:
            self._best = {name: weight.detach().clone() for name, weight in self._weights.items()}
        self.position = replace(
            was,
            elapsed=was.elapsed + time.monotonic() - began,
            start_valid_loss=loss if was.start_valid_loss is None else was.start_valid_loss,
            best_valid_loss=loss if better else was.best_valid_loss,
            best_step=was.step if better else was.best_step,
            worse=0 if better else was.worse + 1,
        )
        self._tell("validating", valid_loss=loss)
        return loss

    def _cancellable(self, batches: Sequence[Batch]) -> Iterator[Batch]:
        for batch in batches:
            self._cancellation.check()
            yield batch

    def _finish(self) -> None:
        if not self.stopped_early:
            self.validate()
        self._checkpoint()
        state.load(self._weights, self._best)
        self._learner.refresh()

    def _checkpoint(self) -> None:
        self._tell("saving")
        tensors = state.capture(self._weights, self._best, self._optimizer)
        checkpoints.save(self._checkpoints, self._fingerprint, self.position, tensors)

    def _resume(self) -> None:
        found = checkpoints.newest(self._checkpoints, self._fingerprint)
        if found:
            self.position = replace(found[0], attempts=found[0].attempts + 1)
            self._best = state.restore(found[1], self._weights, self._optimizer)
            self._learner.refresh()

    def _tell(
        self,
        phase: Phase,
        loss: float | None = None,
        valid_loss: float | None = None,
        learning_rate: float | None = None,
    ) -> None:
        fraction, position = self.fraction, self.position
        progress = Progress(
            phase,
            step=position.step,
            steps=self._schedule.steps,
            epoch=self.epochs,
            loss=loss,
            valid_loss=valid_loss,
            learning_rate=learning_rate,
            tokens=position.tokens,
            eta_seconds=position.elapsed * (1 - fraction) / fraction if position.step else None,
        )
        self._monitor.tell(progress)
