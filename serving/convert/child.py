"""Runs the conversion in a child process, so that torch's memory goes with it."""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from serving.convert import errors, places
from serving.convert.errors import ConversionError


def ensure(model: Path, work: Path) -> Path:
    """The folder of `model`'s graph, converted if need be, with the embedder's and the reader's. May take a minute."""
    target = places.base_folder(model, work)
    with _alone(work):
        if not all(folder.is_dir() for folder in (target, places.embedder_folder(work), places.reader_folder(work))):
            _convert(model, work)
    return target


@contextmanager
def _alone(work: Path) -> Iterator[None]:
    """Two engines that share a work folder convert one after the other."""
    work.mkdir(parents=True, exist_ok=True)
    with (work / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _convert(model: Path, work: Path) -> None:
    command = [sys.executable, "-m", "serving.convert", "--model", str(model), "--work", str(work)]
    result = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if result.returncode != 0:
        raise _error(result)


def _error(result: subprocess.CompletedProcess[str]) -> ConversionError:
    try:
        report = json.loads(result.stdout.strip().splitlines()[-1])
        kind: type[ConversionError] = getattr(errors, report["type"])
        return kind(report["message"])
    except (ValueError, IndexError, KeyError, AttributeError):
        return ConversionError(f"The conversion ended with exit code {result.returncode}.")
