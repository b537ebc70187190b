"""The steps of a run, each on the next batch of a shuffle; progress goes out, a cancellation comes in."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator

import torch
from torch import Tensor

from tuning.intents.centres import Centres, Rows
from tuning.intents.encoder import Encoder
from tuning.job.errors import LossError
from tuning.job.intents import IntentTrain
from tuning.job.records import Progress
from tuning.monitor import Cancellation, Monitor
from tuning.schedule import Schedule

WEIGHT_DECAY, MAX_NORM, SMOOTHING = 0.01, 1.0, 0.95


class Loop:
    """Trains an encoder in place. `step` of `steps`, `tokens` and the moving mean `loss` say how far it is."""

    def __init__(self, encoder: Encoder, rows: Rows, train: IntentTrain, epochs: float) -> None:
        self.step, self.tokens, self.loss = 0, 0, math.nan
        self.steps = max(1, round(epochs * len(rows.texts) / train.batch_size))
        self._encoder, self._rows, self._train = encoder, rows, train
        self._centres = Centres(encoder.vectors(rows.texts), rows.labels, train.scale)
        self._weights = [*encoder.matrices().values(), *self._centres.parameters()]
        groups = [
            {"params": self._weights[:-1], "peak": train.learning_rate, "weight_decay": WEIGHT_DECAY},
            {"params": self._weights[-1:], "peak": train.centre_rate, "weight_decay": 0.0},
        ]
        self._optimizer = torch.optim.AdamW(groups, fused=True)
        self._schedule = Schedule(1.0, self.steps, train.warmup_ratio)

    def run(self, monitor: Monitor, cancellation: Cancellation) -> None:
        """All steps. Raises Cancelled, LossError."""
        self._encoder.train()
        began = time.monotonic()
        for batch in self._batches():
            cancellation.check()
            before, start = self.tokens, time.monotonic()
            self._learn(batch)
            monitor.stepped(self.tokens - before, time.monotonic() - start)
            monitor.tell(self._progress(time.monotonic() - began))

    def _batches(self) -> Iterator[Tensor]:
        """Places of rows: every row comes once per epoch, and an epoch's end shares a batch with the next."""
        waiting = torch.empty(0, dtype=torch.long)
        for _ in range(self.steps):
            while len(waiting) < self._train.batch_size:
                waiting = torch.cat([waiting, torch.randperm(len(self._rows.texts))])
            yield waiting[: self._train.batch_size]
            waiting = waiting[self._train.batch_size :]

    def _learn(self, batch: Tensor) -> None:
        tokens = [self._rows.tokens[place] for place in batch.tolist()]
        rate = self._schedule.learning_rate(self._schedule.fraction(self.step, 0.0))
        for group in self._optimizer.param_groups:
            group["lr"] = group["peak"] * rate
        loss = self._centres(self._encoder(tokens), self._rows.labels[batch])
        self._optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._weights, MAX_NORM)
        self._optimizer.step()
        value = loss.item()
        if not math.isfinite(value):
            raise LossError(f"The loss became {value}.", "Lower train.learning_rate, then start again.")
        self.step += 1
        self.tokens += sum(map(len, tokens))
        self.loss = value if math.isnan(self.loss) else SMOOTHING * self.loss + (1 - SMOOTHING) * value

    def _progress(self, spent: float) -> Progress:
        return Progress(
            "training",
            step=self.step,
            steps=self.steps,
            epoch=self.step * self._train.batch_size / len(self._rows.texts),
            loss=self.loss,
            tokens=self.tokens,
            eta_seconds=spent * (self.steps - self.step) / self.step,
        )
