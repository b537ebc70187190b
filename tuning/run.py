"""One job folder, from its files to its adapter and report."""

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tuning import adapter
from tuning.data import load
from tuning.failure import explained
from tuning.job import files
from tuning.job.errors import TuningError
from tuning.job.methods import METHODS, Stage
from tuning.job.records import Failure, Progress, Report, Status, Train
from tuning.loop import Data, Loop
from tuning.model import Learner, load_learner
from tuning.monitor import Cancellation, Cancelled, Monitor

SUCCEEDED, FAILED, WRONG_JOB, CANCELLED = 0, 1, 2, 3


class Run:
    """Reads the folder, trains, writes `adapter/` and, however it ends, `report.json`."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._began = folder, time.monotonic()
        self._monitor, self._cancellation = Monitor(folder), Cancellation(folder)
        self._report = Report("failed")
        self._loops: list[Loop] = []

    def execute(self) -> int:
        """Runs to an end and returns the exit code that docs/architecture.md lists."""
        if not self._folder.is_dir():
            print(f"{self._folder} is not a folder. Name a folder with a {files.JOB}.", file=sys.stderr)
            return WRONG_JOB
        (self._folder / files.REPORT).unlink(missing_ok=True)
        self._cancellation.listen()
        try:
            self._train()
        except Cancelled:
            return self._end("cancelled", CANCELLED)
        except Exception as error:
            return self._fail(explained(error))
        return self._end("succeeded", SUCCEEDED)

    def _train(self) -> None:
        self._cancellation.check()
        self._monitor.tell(Progress("loading"))
        job = files.read_job(self._folder)
        base = self._folder / job.base
        stages = METHODS[job.method].stages
        data = load(self._folder, job)
        self._count(data)
        start_from = self._folder / job.start_from if job.start_from else None
        train = job.train
        learner = load_learner(
            base, start_from, job.lora, train.precision, train.seed, train.quantization, train.recompute
        )
        self._describe(learner)
        for stage, rows_of in zip(stages, data, strict=True):
            done = self._measured()
            self._monitor.enter(stage.name, done.steps, done.tokens)
            train = of_stage(job.train, stage)
            self._loops.append(Loop(self._folder, train, rows_of, learner, self._monitor, self._cancellation))
            self._loops[-1].run()
        adapter.export(learner, base.name, self._folder / "adapter")

    def _count(self, data: Sequence[Data]) -> None:
        self._report = replace(
            self._report,
            train_examples=sum(len(one.train) for one in data),
            valid_examples=sum(len(one.valid) for one in data),
            shortened_examples=sum(row.shortened for one in data for row in [*one.train, *one.valid]),
        )

    def _describe(self, learner: Learner) -> None:
        precision = str(learner.precision).removeprefix("torch.")
        self._report = replace(self._report, device=learner.device.type, precision=precision)

    def _end(self, status: Status, code: int) -> int:
        done = self._measured()
        self._monitor.enter("", 0, 0)
        self._monitor.tell(Progress("done", step=done.steps, steps=done.steps, epoch=done.epochs, tokens=done.tokens))
        files.write_report(self._folder, replace(done, status=status))
        return code

    def _fail(self, error: TuningError) -> int:
        print(error, file=sys.stderr)
        failure = Failure(type(error).__name__, error.message, error.hint)
        files.write_report(self._folder, replace(self._measured(), error=failure))
        return WRONG_JOB if error.permanent else FAILED

    def _measured(self) -> Report:
        if not self._loops:
            return replace(self._report, seconds=time.monotonic() - self._began)
        last, positions = self._loops[-1], [loop.position for loop in self._loops]
        steps = sum(position.step for position in positions)
        return replace(
            self._report,
            steps=steps,
            best_step=steps - last.position.step + last.position.best_step,
            epochs=last.epochs,
            loss=last.position.loss,
            start_valid_loss=last.position.start_valid_loss,
            valid_loss=last.position.best_valid_loss,
            tokens=sum(position.tokens for position in positions),
            supervised_tokens=sum(position.supervised for position in positions),
            seconds=sum(position.elapsed for position in positions),
            tokens_per_second=self._monitor.speed() or 0.0,
            stopped_early=last.stopped_early,
            resumed=max(position.attempts for position in positions) - 1,
        )


def of_stage(train: Train, stage: Stage) -> Train:
    """The run of one stage: its own epochs and its share of the time."""
    minutes = train.max_minutes * stage.share if train.max_minutes else None
    return replace(train, epochs=stage.epochs or train.epochs, max_minutes=minutes)
