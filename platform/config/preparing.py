"""What has to be there before the processes start: the database's tables and a base model."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

Say = Callable[[str], None]


class NotReady(Exception):
    """Something that the processes need could not be made; the message says what to do."""


def prepare(say: Say) -> None:
    """Migrates the database and installs the base model. Cheap when all is there. Raises NotReady."""
    Path(settings.VAR).mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    folder = Path(settings.MODELS_DIR) / settings.DEFAULT_MODEL
    if not (folder / "base.json").exists():
        say(f"Installing the base model {settings.DEFAULT_MODEL} (once, about half a minute) …")
        _install(settings.DEFAULT_MODEL)


def _install(slug: str) -> None:
    argv = [sys.executable, "-m", "tuning.base", "install", slug, "--models", str(settings.MODELS_DIR)]
    done = subprocess.run(argv, capture_output=True, text=True, env=os.environ, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise NotReady(f"The base model {slug} could not be installed: {said}")
