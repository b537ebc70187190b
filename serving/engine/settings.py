"""How the embedded engine is set up: command line first, environment second."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """`memory_mb` is for weights and key-value caches of all live pipelines; the base's stays always.

    `adapters` is the adapter store, or the local copy of the one at `adapters_s3`.
    """

    model: Path
    adapters: Path
    work: Path
    host: str = "127.0.0.1"
    port: int = 8001
    memory_mb: int = 1500
    adapter_slots: int | None = None
    cache_tokens: int = 6144
    max_batch: int = 16
    max_queue: int = 128
    threads: int = 0
    adapters_s3: str = ""


def parse(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from `arguments`; each option's default can come from `BOTWRIGHT_ENGINE_<OPTION>`."""
    options = _parser(environment).parse_args(arguments)
    return Settings(**vars(options))


def _parser(environment: Mapping[str, str]) -> argparse.ArgumentParser:
    def default(name: str, fallback: object) -> object:
        return environment.get(f"BOTWRIGHT_ENGINE_{name.upper()}", fallback)

    parser = argparse.ArgumentParser(prog="python -m serving", description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="folder of the base model")
    parser.add_argument("--adapters", type=Path, required=True, help="the adapter store")
    parser.add_argument(
        "--adapters-s3",
        default=environment.get("ADAPTERS_S3", Settings.adapters_s3),
        help="s3://bucket/prefix of the adapter store; --adapters is then its local copy",
    )
    parser.add_argument("--work", type=Path, required=True, help="where converted models are kept")
    parser.add_argument("--host", default=default("host", Settings.host))
    parser.add_argument("--port", type=int, default=default("port", Settings.port))
    for name, text in _NUMBERS.items():
        fallback = default(name, getattr(Settings, name))
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=fallback, help=text)
    return parser


_NUMBERS = {
    "memory_mb": "MiB for weights and caches of all live pipelines",
    "adapter_slots": "adapters live at once (default: as many as the memory allows)",
    "cache_tokens": "key-value cache of each pipeline, in tokens; also the longest context",
    "max_batch": "sequences decoded together in one pipeline",
    "max_queue": "requests waiting or running before new ones get 429",
    "threads": "CPU threads (0: all)",
}
