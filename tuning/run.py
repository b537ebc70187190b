"""One job folder, from its files to its adapter and report."""

import hashlib
import sys
import time
import traceback
from dataclasses import replace
from pathlib import Path

import torch

from tuning import adapter
from tuning.job import files
from tuning.job.errors import JobFolderError, OutOfMemoryError, TuningError, UnexpectedError
from tuning.job.records import Failure, Job, Progress, Report, Status
from tuning.loop import Data, Loop
from tuning.model import Learner, load_learner, load_tokenizer
from tuning.monitor import Cancellation, Cancelled, Monitor
from tuning.rows import RowBuilder, rows

SUCCEEDED, FAILED, WRONG_JOB, CANCELLED = 0, 1, 2, 3


class Run:
    """Reads the folder, trains, writes `adapter/` and, however it ends, `report.json`."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._began = folder, time.monotonic()
        self._monitor, self._cancellation = Monitor(folder), Cancellation(folder)
        self._report = Report("failed")
        self._loop: Loop | None = None

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
            return self._fail(_explained(error))
        return self._end("succeeded", SUCCEEDED)

    def _train(self) -> None:
        self._cancellation.check()
        self._monitor.tell(Progress("loading"))
        job = files.read_job(self._folder)
        base = self._folder / job.base
        data = self._data(job, base)
        start_from = self._folder / job.start_from if job.start_from else None
        learner = load_learner(base, start_from, job.lora, job.train.precision, job.train.seed)
        self._describe(learner)
        self._loop = Loop(self._folder, job.train, data, learner, self._monitor, self._cancellation)
        self._loop.run()
        adapter.export(learner, base.name, self._folder / "adapter")

    def _data(self, job: Job, base: Path) -> Data:
        passages = {passage.id: passage for passage in files.read_passages(self._folder)}
        examples = files.read_examples(self._folder)
        builder = RowBuilder(load_tokenizer(base), job.assistant, passages, job.train.max_tokens)
        train, valid = (rows(builder, examples, split) for split in ("train", "valid"))
        if not train:
            raise JobFolderError(f"{files.QUESTIONS} holds no row of the split train.", "Add examples to learn from.")
        self._report = replace(
            self._report,
            train_examples=len(train),
            valid_examples=len(valid),
            shortened_examples=sum(row.shortened for row in [*train, *valid]),
        )
        return Data(train, valid, self._fingerprint())

    def _fingerprint(self) -> str:
        digest = hashlib.sha256()
        for name in (files.JOB, files.PASSAGES, files.QUESTIONS):
            digest.update(hashlib.sha256((self._folder / name).read_bytes()).digest())
        return digest.hexdigest()

    def _describe(self, learner: Learner) -> None:
        precision = str(learner.precision).removeprefix("torch.")
        self._report = replace(self._report, device=learner.device.type, precision=precision)

    def _end(self, status: Status, code: int) -> int:
        done = self._measured()
        self._monitor.tell(Progress("done", step=done.steps, steps=done.steps, epoch=done.epochs, tokens=done.tokens))
        files.write_report(self._folder, replace(done, status=status))
        return code

    def _fail(self, error: TuningError) -> int:
        print(error, file=sys.stderr)
        failure = Failure(type(error).__name__, error.message, error.hint)
        files.write_report(self._folder, replace(self._measured(), error=failure))
        return WRONG_JOB if error.permanent else FAILED

    def _measured(self) -> Report:
        if self._loop is None:
            return replace(self._report, seconds=time.monotonic() - self._began)
        position = self._loop.position
        return replace(
            self._report,
            steps=position.step,
            best_step=position.best_step,
            epochs=self._loop.epochs,
            loss=position.loss,
            start_valid_loss=position.start_valid_loss,
            valid_loss=position.best_valid_loss,
            tokens=position.tokens,
            supervised_tokens=position.supervised,
            seconds=position.elapsed,
            tokens_per_second=self._monitor.speed() or 0.0,
            stopped_early=self._loop.stopped_early,
            resumed=position.attempts - 1,
        )


def _explained(error: Exception) -> TuningError:
    if isinstance(error, TuningError):
        return error
    traceback.print_exception(error)
    if isinstance(error, torch.OutOfMemoryError | MemoryError) or "can't allocate memory" in str(error):
        return OutOfMemoryError(
            "The machine ran out of memory while training.",
            "Lower train.max_tokens, free memory or choose a smaller base model; it goes on from its checkpoint.",
        )
    return UnexpectedError(
        f"Training stopped unexpectedly: {type(error).__name__}: {error}",
        "Start it again: it goes on from its newest checkpoint. If it fails again, send the log.",
    )
