"""What the reader learns from: `rows.jsonl` of its job folder."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

ROWS: Final = "rows.jsonl"


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """A question and a passage. `holds`: the passage answers it; then `text[start:end]` does (-1: not known)."""

    question: str
    heading: str
    text: str
    holds: bool
    start: int = -1
    end: int = -1
    split: str = "train"


def write(folder: Path, rows: Iterable[ReaderRow]) -> None:
    """Writes the job folder's rows, making the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(asdict(row), ensure_ascii=False) for row in rows)
    (folder / ROWS).write_text("\n".join(lines) + "\n", "utf-8")


def read(folder: Path) -> list[ReaderRow]:
    """The rows of a job folder."""
    return [ReaderRow(**json.loads(line)) for line in (folder / ROWS).read_text("utf-8").splitlines()]
