"""One job folder, from its phrasings to its encoder and report."""

from __future__ import annotations

import json
import sys
import time
import traceback
from dataclasses import replace
from pathlib import Path

import torch
from safetensors.torch import save_file

from tuning.intents.centres import Rows
from tuning.intents.encoder import Encoder
from tuning.intents.loop import Loop
from tuning.job import files, intents
from tuning.job.errors import TuningError, UnexpectedError
from tuning.job.records import Failure, Progress, Report
from tuning.monitor import Cancellation, Cancelled, Monitor

SUCCEEDED, FAILED, WRONG_JOB, CANCELLED = 0, 1, 2, 3
DROPOUT = 0.1
PASSES, FEWEST, MOST = 25_000, 3.0, 10.0
"""Epochs by default: about so many rows are looked at in all, each at least and at most so often."""


def run(folder: Path) -> int:
    """Trains, writes `encoder/` and, however it ends, `report.json`; returns an exit code of docs/architecture.md."""
    if not folder.is_dir():
        print(f"{folder} is not a folder. Name a folder with a {files.JOB}.", file=sys.stderr)
        return WRONG_JOB
    (folder / files.REPORT).unlink(missing_ok=True)
    cancellation, monitor, began = Cancellation(folder), Monitor(folder), time.monotonic()
    cancellation.listen()
    try:
        report, code = _train(folder, monitor, cancellation), SUCCEEDED
    except Cancelled:
        report, code = Report("cancelled"), CANCELLED
    except Exception as error:
        known = error if isinstance(error, TuningError) else _unexpected(error)
        print(known, file=sys.stderr)
        report = Report("failed", Failure(type(known).__name__, known.message, known.hint))
        code = WRONG_JOB if known.permanent else FAILED
    files.write_report(folder, replace(report, seconds=time.monotonic() - began))
    return code


def default_epochs(rows: int) -> float:
    """Few phrasings are looked at more often."""
    return min(MOST, max(FEWEST, PASSES / rows))


def _train(folder: Path, monitor: Monitor, cancellation: Cancellation) -> Report:
    cancellation.check()
    monitor.tell(Progress("loading"))
    train, phrasings = intents.read_job(folder).train, intents.read_phrasings(folder)
    torch.manual_seed(train.seed)
    encoder = Encoder(DROPOUT)
    rows = Rows(encoder, phrasings)
    epochs = train.epochs or default_epochs(len(phrasings))
    loop = Loop(encoder, rows, train, epochs)
    loop.run(monitor, cancellation)
    monitor.tell(Progress("saving", step=loop.step, steps=loop.steps, tokens=loop.tokens))
    export(encoder, phrasings[0].text, folder / intents.ENCODER)
    monitor.tell(Progress("done", step=loop.step, steps=loop.steps, epoch=epochs, tokens=loop.tokens))
    return Report(
        "succeeded",
        steps=loop.step,
        best_step=loop.step,
        epochs=epochs,
        loss=loop.loss,
        train_examples=len(phrasings),
        tokens=loop.tokens,
        tokens_per_second=monitor.speed() or 0.0,
        device="cpu",
        precision="float32",
    )


def export(encoder: Encoder, probe: str, folder: Path) -> None:
    """Writes the matrices as float16, and the vector that they, so rounded, give for the text `probe`."""
    halves = {name: weight.detach().half().contiguous() for name, weight in encoder.matrices().items()}
    with torch.no_grad():
        for name, weight in encoder.matrices().items():
            weight.copy_(halves[name])
    folder.mkdir(exist_ok=True)
    save_file(halves, folder / intents.ENCODER_WEIGHTS)
    vector = [round(number, 5) for number in encoder.vectors([probe])[0].tolist()]
    files.write_text(folder / intents.PROBE, json.dumps({"text": probe, "vector": vector}) + "\n")


def _unexpected(error: Exception) -> TuningError:
    traceback.print_exception(error)
    return UnexpectedError(
        f"Training stopped unexpectedly: {type(error).__name__}: {error}",
        "Start it again. If it fails again, send the log.",
    )
