"""`search.json`: what a search for hyper-parameters tried, and what it found best."""

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path

from tuning.job import files, parse

SEARCH = "search.json"


@dataclass(frozen=True, slots=True)
class Trial:
    """One try. `share`: how much of its run it was given; `valid_loss`: the last one measured, or None."""

    number: int
    learning_rate: float
    batch_size: int
    r: int
    share: float
    valid_loss: float | None


@dataclass(frozen=True, slots=True)
class Search:
    """All tries in their order; `best` is the number of the one to take, and the first one are the job's own settings.

    `seconds` are those of all tries.
    """

    best: int
    trials: list[Trial]
    seconds: float
    format: int = 1


def read_search(folder: Path) -> Search | None:
    """`search.json`, or None where no search has ended."""
    path = folder / SEARCH
    return parse.record(Search, json.loads(path.read_text("utf-8")), SEARCH) if path.exists() else None


def write_search(folder: Path, search: Search) -> None:
    """Writes `search.json`."""
    files.write_text(folder / SEARCH, json.dumps(dataclasses.asdict(search), indent=2) + "\n")
