"""The committed files are those that the sources make."""

import hashlib
import json
import re
from pathlib import Path

WIDGET = Path(__file__).parents[2] / "widget"
AGAIN = "run `make widget` and commit widget/dist and widget/npm"


def hash_of(folder: Path, pattern: str) -> str:
    """One hash over the names and contents of the files in a folder, as build.mjs makes it."""
    names = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if re.search(pattern, file.name))
    lines = [f"{name} {hashlib.sha256((folder / name).read_bytes()).hexdigest()}" for name in names]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_the_built_files_are_in_step_with_their_sources() -> None:
    stamp = json.loads((WIDGET / "dist" / "build.json").read_text())
    assert stamp["sources"] == hash_of(WIDGET / "src", r"\.(ts|css|json)$"), AGAIN
    assert stamp["build"] == hash_of(WIDGET / "dist", r"\.js$")[:16], AGAIN


def test_the_package_exports_what_it_carries() -> None:
    package = json.loads((WIDGET / "package.json").read_text())
    assert "dependencies" not in package
    for entry in package["exports"].values():
        for path in entry.values():
            assert (WIDGET / path).is_file(), path
