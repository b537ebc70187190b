"""The embedded engine beside transformers + PEFT, and vLLM on CPU where it is installed.

`python -m tests.bench.bench_engine [--repeats 3] [--vllm-python PYTHON] [--json OUT]`. Prompts of some 300 tokens, 64
new tokens, greedy, adapters (r = 16, all linear layers) on, over HTTP; the median of the repeats. Where other work
shares the machine, only the ratios mean something. For vLLM on CPU give the Python of its own environment.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from serving.client import AdapterStore
from serving.convert import places
from tests.bench import engine_load, engine_reference
from tests.serving import engines

BOTS = 4
START_SECONDS = 300
TTFT_TIMES = 12
ROWS = {
    "one": "1 stream, tokens/s",
    "sixteen": "16 streams of one bot, tokens/s",
    "bots": "4 bots × 4 streams, tokens/s",
    "first": "first token, warm prefix, s",
}

Figures = dict[str, float]


def main() -> None:
    """Print the table, write the JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench_engine")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--vllm-python", type=Path, default=os.environ.get("BOTWRIGHT_VLLM_PYTHON"))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    model, work = engines.real_model()
    with tempfile.TemporaryDirectory() as folder:
        adapters = engine_reference.make_adapters(model, Path(folder) / "peft", BOTS)
        engine_names = {"embedded": embedded(model, work, adapters, Path(folder), options.repeats)}
        engine_names["transformers + PEFT"] = transformers(model, adapters[0], options.repeats)
        if options.vllm_python:
            engine_names["vLLM on CPU"] = vllm(options.vllm_python, model, adapters, options.repeats)
    show(engine_names)
    if options.json:
        options.json.write_text(json.dumps(engine_names, indent=2))


def embedded(model: Path, work: Path, adapters: Sequence[Path], folder: Path, repeats: int) -> Figures:
    """The engine of this checkout, with a slot for each bot."""
    store = AdapterStore(folder / "store")
    sha256 = places.base_sha256(model)
    names = [store.publish(path, base_sha256=sha256, template_sha256="0" * 64) for path in adapters]
    log = folder / "engine.log"
    with engines.running(model, store.root, work, log, adapter_slots=BOTS) as engine:
        figures = asyncio.run(measure(engine.url, names, repeats))
        return {**figures, "memory_mb": resident_mb(engine.pid)}


def transformers(model: Path, adapter: Path, repeats: int) -> Figures:
    """`generate`, as most would write it first."""
    return {"one": engine_reference.tokens_per_second(model, adapter, repeats)}


def vllm(python: Path, model: Path, adapters: Sequence[Path], repeats: int) -> Figures:
    """vLLM's OpenAI server with the adapters given at start."""
    names = [f"bot-{number}" for number in range(len(adapters))]
    with vllm_server(python, model, dict(zip(names, adapters, strict=True))) as url:
        return asyncio.run(measure(url, names, repeats))


async def measure(url: str, names: Sequence[str], repeats: int) -> Figures:
    """The four figures, after a warm-up that loads every adapter and fills the prefix cache."""
    loads = {
        "one": [names[0]],
        "sixteen": [names[0]] * 16,
        "bots": [name for name in names for _ in range(4)],
    }
    for load in loads.values():
        await engine_load.tokens_per_second(url, load)
    figures = {
        key: statistics.median([await engine_load.tokens_per_second(url, load) for _ in range(repeats)])
        for key, load in loads.items()
    }
    return {**figures, "first": await engine_load.first_token_seconds(url, names[0], TTFT_TIMES)}


@contextmanager
def vllm_server(python: Path, model: Path, adapters: dict[str, Path]) -> Iterator[str]:
    """A vLLM process on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ["--model", model, "--port", port, "--enable-lora", "--max-lora-rank", 16, "--max-loras", BOTS]
    options += ["--max-model-len", 2048, "--enforce-eager", "--dtype", "bfloat16", "--lora-modules"]
    options += [f"{name}={path}" for name, path in adapters.items()]
    command = [python, "-m", "vllm.entrypoints.openai.api_server", *options]
    environment = {**os.environ, "VLLM_CPU_KVCACHE_SPACE": "2"}
    process = subprocess.Popen([str(part) for part in command], env=environment, stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(60)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Until it is healthy; RuntimeError when it ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{url}/health", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.5)
    raise RuntimeError("vLLM did not start")


def resident_mb(pid: int) -> float:
    """Memory of the process that is no file's, in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon"))


def show(engines_figures: dict[str, Figures]) -> None:
    """A row per figure, a column per engine, and how many times the embedded engine is ahead."""
    names = list(engines_figures)
    print(f"{'':34}" + "".join(f"{name:>22}" for name in names))
    for key, text in ROWS.items():
        ours = engines_figures["embedded"][key]
        cells = [cell(figures.get(key), ours, key == "first") for figures in engines_figures.values()]
        print(f"{text:34}" + "".join(f"{text:>22}" for text in cells))
    print(f"{'embedded, memory with 4 adapters':34}{engines_figures['embedded']['memory_mb']:>18.0f} MiB")


def cell(value: float | None, ours: float, less_is_better: bool) -> str:
    """The figure, and how many times better ours is."""
    if value is None:
        return "–"
    shown = f"{value:.3f}" if less_is_better else f"{value:.1f}"
    return shown if value == ours else f"{shown} ({value / ours if less_is_better else ours / value:.1f}×)"


if __name__ == "__main__":
    main()
