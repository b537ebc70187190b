"""Engines for tests and benchmarks: real processes, prepared model folders."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import openvino as ov
from filelock import FileLock

from serving.client import AdapterStore
from serving.convert import base, child, graph, places
from serving.convert.architecture import Architecture
from serving.convert.checkpoint import Checkpoint

ROOT = Path(__file__).parents[2]
SLUG = "smollm2-135m-instruct"
START_SECONDS = 120.0


@dataclass(frozen=True)
class Running:
    """An engine process; `log` is its output."""

    url: str
    pid: int
    log: Path


@dataclass(frozen=True)
class Shop:
    """A running engine with two slots and three adapters."""

    url: str
    store: AdapterStore
    names: list[str]
    model: Path


@contextmanager
def running(model: Path, adapters: Path, work: Path, log: Path, **options: int) -> Iterator[Running]:
    """`python -m serving` on a free port, healthy when the context begins."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "serving", "--model", model, "--adapters", adapters, "--work", work]
    for name, value in {"port": port, **options}.items():
        command += [f"--{name.replace('_', '-')}", str(value)]
    with log.open("wb") as output:
        process = subprocess.Popen([*map(str, command)], cwd=ROOT, stdout=output, stderr=output)
    engine = Running(f"http://127.0.0.1:{port}", process.pid, log)
    try:
        _wait(engine, process)
        yield engine
    finally:
        process.terminate()
        process.wait(30)


def _wait(engine: Running, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{engine.url}/health", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"the engine did not start:\n{engine.log.read_text()}")


def prepare_ungated(model: Path, work: Path) -> None:
    """What the conversion makes, without the gate, which random weights do not always pass."""
    target = places.base_folder(model, work)
    target.mkdir(parents=True)
    network = graph.build(Architecture.read(model), Checkpoint.open(model / "model.safetensors"))
    ov.serialize(network, target / "openvino_model.xml")
    places.embedder_folder(work).symlink_to(embedder())
    places.reader_folder(work).symlink_to(reader())


def embedder() -> Path:
    """The converted embedder: of this checkout's `var`, or made once in `var/test-cache`."""
    return _made(places.embedder_folder, base.convert_embedder)


def reader() -> Path:
    """The converted reader, likewise."""
    return _made(places.reader_folder, base.convert_reader)


def _made(folder: Callable[[Path], Path], convert: Callable[[Path], None]) -> Path:
    with _alone():
        for work in (ROOT / "var" / "engine", cache() / "engine"):
            if folder(work).is_dir():
                return folder(work)
        convert(folder(cache() / "engine"))
        return folder(cache() / "engine")


def real_model() -> tuple[Path, Path]:
    """The bundled base model and a work folder with its graph, prepared where they are missing."""
    given = os.environ.get("BOTWRIGHT_TEST_MODELS")
    places_to_look = [Path(given)] if given else [ROOT / "var" / "models", cache() / "models"]
    with _alone():
        models = next((folder for folder in places_to_look if (folder / SLUG / "base.json").is_file()), None)
        if models is None:
            models = places_to_look[-1]
            install = [sys.executable, "-m", "tuning.base", "install", SLUG, "--models", str(models)]
            subprocess.run(install, cwd=ROOT, check=True)
        work = models.parent / "engine"
        child.ensure(models / SLUG, work)
        return models / SLUG, work


def cache() -> Path:
    """Where tests keep what is slow to make."""
    folder = ROOT / "var" / "test-cache"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _alone() -> FileLock:
    """Tests that run side by side make it once."""
    return FileLock(cache() / "lock")
