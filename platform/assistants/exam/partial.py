"""Answers of an exam that is still running, so that one that is cut off is not lost."""

import json
from pathlib import Path

from assistants.exam.outcome import row_json
from assistants.exam.score import Scored


class Partial:
    """`OUT.partial` beside the file `out` of the figures: a row a line, as they come. Nothing is kept without `out`."""

    def __init__(self, out: Path | None) -> None:
        self._path = out.with_name(f"{out.name}.partial") if out else None
        self.remove()

    def add(self, tenant: str, row: Scored) -> None:
        """Writes one answer."""
        if self._path:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row_json(tenant, row), ensure_ascii=False) + "\n")

    def remove(self) -> None:
        """Removes the file, as when the exam has ended."""
        if self._path:
            self._path.unlink(missing_ok=True)
