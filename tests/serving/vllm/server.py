"""A real vLLM server with the plugin, as docs/vllm.md starts it."""

import os
import socket
import subprocess
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from serving.client import AdapterStore
from tests.serving.engines import ROOT

PYTHON = os.environ.get("BOTWRIGHT_VLLM_PYTHON", "")
NEEDED = [pytest.mark.vllm, pytest.mark.skipif(not PYTHON, reason="BOTWRIGHT_VLLM_PYTHON names no environment")]
SKILL = ROOT / "tuning" / "skills" / "reading"
BUCKET, PREFIX = "bots", "live/adapters"
ADAPTERS_S3 = f"s3://{BUCKET}/{PREFIX}"
START_SECONDS = 900.0


@dataclass(frozen=True)
class Served:
    """A vLLM server over `store`, which is in object storage and holds the reading skill under the name `skill`.

    `folder`: where the server keeps its copies, in `adapters`, and its output, `vllm.log`.
    """

    url: str
    store: AdapterStore
    model: Path
    skill: str
    folder: Path


@contextmanager
def running(python: Path, model: Path, adapters: Path, folder: Path, dtype: str = "bfloat16") -> Iterator[str]:
    """Its address, once it is healthy; its output goes to `folder/vllm.log`."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [python, "-m", "vllm.entrypoints.openai.api_server", "--model", model, "--served-model-name", "base"]
    command += ["--enable-lora", "--max-lora-rank", 32, "--max-loras", 4, "--max-cpu-loras", 16, "--dtype", dtype]
    command += ["--max-model-len", 2048, "--enforce-eager", "--middleware", "serving.vllm.guard.Guard"]
    command += ["--host", "127.0.0.1", "--port", port]
    environment = {
        **os.environ,
        "PYTHONPATH": str(_installed(folder / "site")),
        "BOTWRIGHT_ADAPTERS": str(adapters),
        "VLLM_ALLOW_RUNTIME_LORA_UPDATING": "1",
        "VLLM_PLUGINS": "botwright",
        "VLLM_CPU_KVCACHE_SPACE": "1",
        # A step over many prompts takes minutes on a busy machine, and vLLM gives itself up after five.
        "VLLM_EXECUTE_MODEL_TIMEOUT_SECONDS": "1800",
    }
    log = folder / "vllm.log"
    with log.open("wb") as output:
        process = subprocess.Popen([str(part) for part in command], env=environment, stdout=output, stderr=output)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process, log)
        yield url
    finally:
        process.terminate()
        process.wait(60)


def _installed(site: Path) -> Path:
    """What `pip install --no-deps` would leave: the package, and the entry points that pyproject.toml declares."""
    record = site / "botwright-0.dist-info"
    record.mkdir(parents=True)
    (site / "serving").symlink_to(ROOT / "serving")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = [
        line
        for group, points in project["entry-points"].items()
        for line in (f"[{group}]", *(f"{name} = {place}" for name, place in points.items()))
    ]
    (record / "METADATA").write_text("Metadata-Version: 2.1\nName: botwright\nVersion: 0\n")
    (record / "entry_points.txt").write_text("\n".join(lines) + "\n")
    return site


def _wait(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{url}/health", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.5)
    raise RuntimeError(f"vLLM did not start:\n{log.read_text()[-6000:]}")
