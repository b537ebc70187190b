"""Runs a reader in a child process with limited time and memory, so that a file can hurt itself only.

Parent: `read(kind, name, data)`. Child: `python -m knowledge.reading.sandbox KIND NAME`, the file on its standard
input, one JSON object on its standard output.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from knowledge.reading.kinds import Kind
from knowledge.reading.outcome import Reading, Unreadable

SECONDS = 120
MEMORY = 2 * 2**30
SOURCE_ROOT = Path(__file__).resolve().parents[2]


def read(kind: Kind, name: str, data: bytes, *, seconds: float = SECONDS) -> Reading:
    """What the reader of `kind` makes of `data`. Raises Unreadable, also when it hangs or dies."""
    command = [sys.executable, "-m", __name__, kind.value, name]
    environment = {"PYTHONPATH": str(SOURCE_ROOT), "PATH": os.defpath, "PYTHONUTF8": "1"}
    try:
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                command, input=data, capture_output=True, timeout=seconds, env=environment, cwd=folder, check=False
            )
    except subprocess.TimeoutExpired:
        raise Unreadable("too_slow", f"Reading this took longer than {seconds:g} seconds.", _SPLIT) from None
    return _outcome(done)


_SPLIT = "Split the file, or paste the text that matters."


def _outcome(done: subprocess.CompletedProcess[bytes]) -> Reading:
    try:
        body: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise Unreadable("damaged", "This file breaks the program that reads it.", _SPLIT) from None
    if "error" in body:
        raise Unreadable(**body["error"])
    return Reading.from_json(body["reading"])


def main() -> None:
    """The child: limits itself, reads, answers."""
    kind, name = sys.argv[1:]
    data = sys.stdin.buffer.read()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    json.dump(_answer(Kind(kind), name, data), sys.stdout)


def _answer(kind: Kind, name: str, data: bytes) -> dict[str, Any]:
    try:
        reader = importlib.import_module(f"knowledge.reading.readers.{kind.value}")
        return {"reading": asdict(reader.read(data, name))}
    except Unreadable as error:
        return {"error": {"code": error.code, "message": error.message, "hint": error.hint}}
    except MemoryError:
        return {"error": {"code": "too_large", "message": "Reading this takes too much memory.", "hint": _SPLIT}}


if __name__ == "__main__":
    main()
