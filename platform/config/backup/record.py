"""What a backup holds: `backup.json`."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

FORMAT = 1
NAME = "backup.json"
FILES, ADAPTERS, SECRET = "files", "adapters", "secret_key"


class BackupError(Exception):
    """A backup cannot be made or put back; the message says what to do."""


@dataclass(frozen=True)
class Record:
    """`sha256` of each file by its path in the folder; `made_at` in ISO 8601; `vendor` is the database's kind."""

    version: str
    made_at: str
    vendor: str
    sha256: dict[str, str]

    def write(self, folder: Path) -> None:
        """Writes `backup.json`: there or not, never half."""
        draft = folder / f".{NAME}"
        draft.write_text(json.dumps({"format": FORMAT, **asdict(self)}, indent=1, sort_keys=True), "utf-8")
        os.replace(draft, folder / NAME)

    @classmethod
    def read(cls, folder: Path) -> "Record":
        """Raises BackupError for a folder that is no whole backup."""
        try:
            body = json.loads((folder / NAME).read_text("utf-8"))
        except (OSError, ValueError):
            raise BackupError(f"{folder} is no whole backup: it has no readable {NAME}. Choose another one.") from None
        if body.pop("format", None) != FORMAT:
            raise BackupError(f"{folder} was made by another Botwright. Restore it with the version that made it.")
        return cls(**body)

    def check(self, folder: Path) -> None:
        """Raises BackupError unless every file is there as it was."""
        for name, expected in self.sha256.items():
            path = folder / name
            if not path.is_file() or sha256(path) != expected:
                raise BackupError(f"{name} in {folder} is missing or was changed. Restore from another backup.")


def sha256(path: Path) -> str:
    """Hex SHA-256 of the file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hashes(folder: Path) -> dict[str, str]:
    """Of all files below, by path."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path) for path in paths}
