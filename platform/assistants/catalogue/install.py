"""Fetches a foundation model with `python -m tuning.base install`, as a child process."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile

from django.conf import settings

import tuning
from assistants.catalogue.models import FoundationModel
from assistants.errors import InstallFailed

POLL_SECONDS = 1.0


def install(model: FoundationModel, check: Callable[[], None]) -> None:
    """Blocks until the model is there; `check` is called every second and may raise to stop.

    Raises InstallFailed with the program's own words.
    """
    source = [] if model.bundled or not model.hub else ["--hub", model.hub]
    run([model.slug, *source], check)


def run(arguments: list[str], check: Callable[[], None] = lambda: None) -> None:
    """`python -m tuning.base install ARGUMENTS`, into this installation's folder of models."""
    command = [sys.executable, "-m", "tuning.base", "install", *arguments, "--models", str(settings.MODELS_DIR)]
    with TemporaryFile() as said:
        child = subprocess.Popen(command, stdout=said, stderr=said, cwd=Path(tuning.__file__).parents[1])
        try:
            _wait(child, check)
        finally:
            child.kill()
        said.seek(0)
        words = said.read().decode(errors="replace").strip().splitlines()
    if child.returncode:
        raise InstallFailed("The model could not be installed.", " ".join(words[-1:]))


def _wait(child: subprocess.Popen[bytes], check: Callable[[], None]) -> None:
    while child.poll() is None:
        check()
        try:
            child.wait(POLL_SECONDS)
        except subprocess.TimeoutExpired:
            continue
