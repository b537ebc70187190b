"""`python -m tuning.reader JOB_DIR [--minutes M]`: trains the reader on the folder's rows.

Writes `progress.jsonl` (a line of losses every so often), `checkpoint.pt` (from which it goes on) and, at the end,
`reader.safetensors`. The learning rate falls with the time that is left, so that every run ends its schedule.
"""

import argparse
import json
import os
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from safetensors.torch import save_file

from tuning.reader.network import Encoded, Reader, encode, tokenizer
from tuning.reader.rows import read

BATCH = 32
PEAK = 2e-4
WARM_UP = 0.06
SAVE_SECONDS = 240.0
REPORT_STEPS = 20


def main() -> None:
    """Trains for the given minutes, going on from a checkpoint if there is one."""
    parser = argparse.ArgumentParser(prog="python -m tuning.reader", description="Trains the reader.")
    parser.add_argument("job", type=Path)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--start-from", type=Path, help="an earlier stage's checkpoint.pt")
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    tokens = tokenizer()
    rows = [(row.split, encode(tokens, row)) for row in read(arguments.job)]
    train = [row for split, row in rows if split == "train"]
    valid = [row for split, row in rows if split != "train"]
    Run(arguments.job, train, valid, arguments.minutes * 60, arguments.seed).run(arguments.start_from)


class Run:
    """One training of `seconds`."""

    def __init__(self, folder: Path, train: list[Encoded], valid: list[Encoded], seconds: float, seed: int) -> None:
        self._folder, self._train, self._valid, self._seconds = folder, train, valid, seconds
        self._chance = random.Random(seed)
        self._reader = Reader()
        learned = [weight for weight in self._reader.parameters() if weight.requires_grad]
        self._optimizer = torch.optim.AdamW(learned, lr=PEAK, weight_decay=0.01)
        self._done, self._steps, self._saved = 0.0, 0, time.monotonic()

    def run(self, start_from: Path | None) -> None:
        """Steps until the time is over."""
        self._resume(start_from)
        losses: list[float] = []
        last = time.monotonic()
        for batch in self._batches():
            share = self._done / self._seconds
            if share >= 1:
                break
            losses.append(self._step(batch, share))
            now = time.monotonic()
            self._done += now - last
            last = now
            if self._steps % REPORT_STEPS == 0:
                self._report(sum(losses[-REPORT_STEPS:]) / REPORT_STEPS)
            if now - self._saved > SAVE_SECONDS:
                self._save()
        self._save()
        save_file(self._reader.learned(), self._folder / "reader.safetensors")
        self._report(sum(losses[-REPORT_STEPS:]) / max(1, len(losses[-REPORT_STEPS:])), self._validate())

    def _step(self, batch: Sequence[Encoded], share: float) -> float:
        rate = PEAK * min(1.0, share / WARM_UP) if share < WARM_UP else PEAK * (1 - share) / (1 - WARM_UP)
        for group in self._optimizer.param_groups:
            group["lr"] = max(rate, PEAK / 100)
        self._reader.train()
        loss = self._reader.loss(batch)
        self._optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._reader.parameters(), 1.0)
        self._optimizer.step()
        self._steps += 1
        return float(loss.detach())

    def _batches(self) -> Iterator[list[Encoded]]:
        """Endless passes in random order; the rows of a batch are alike in length, so that little is padding."""
        while True:
            order = self._chance.sample(self._train, len(self._train))
            pools = [
                sorted(order[n : n + 32 * BATCH], key=lambda row: len(row.ids))
                for n in range(0, len(order), 32 * BATCH)
            ]
            batches = [pool[n : n + BATCH] for pool in pools for n in range(0, len(pool), BATCH)]
            self._chance.shuffle(batches)
            yield from batches

    @torch.no_grad()
    def _validate(self) -> float:
        self._reader.eval()
        order = sorted(self._valid, key=lambda row: len(row.ids))
        batches = [order[n : n + BATCH] for n in range(0, len(order), BATCH)]
        return sum(float(self._reader.loss(batch)) * len(batch) for batch in batches) / max(1, len(order))

    def _report(self, loss: float, valid: float | None = None) -> None:
        line = {
            "step": self._steps,
            "rows": self._steps * BATCH,
            "seconds": round(self._done),
            "loss": loss,
            "valid_loss": valid,
        }
        with (self._folder / "progress.jsonl").open("a") as file:
            file.write(json.dumps(line) + "\n")

    def _save(self) -> None:
        self._saved = time.monotonic()
        state = {
            "reader": self._reader.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "done": self._done,
            "steps": self._steps,
        }
        draft = self._folder / ".checkpoint.pt"
        torch.save(state, draft)
        os.replace(draft, self._folder / "checkpoint.pt")

    def _resume(self, start_from: Path | None) -> None:
        own = self._folder / "checkpoint.pt"
        if own.exists():
            state = torch.load(own, weights_only=True)
            self._optimizer.load_state_dict(state["optimizer"])
            self._done, self._steps = state["done"], state["steps"]
        elif start_from:
            state = torch.load(start_from, weights_only=True)
        else:
            return
        self._reader.load_state_dict(state["reader"])


if __name__ == "__main__":
    main()
