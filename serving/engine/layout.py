"""Where the quantised weights lie in the graph's file of weights."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

CONSTANT = re.compile(
    r'name="(?P<name>[^"]+)" type="Const"[^>]*>\s*<data [^>]*offset="(?P<offset>\d+)" size="(?P<size>\d+)"'
)


@dataclass(frozen=True)
class Region:
    """A constant's bytes in the `.bin` file."""

    offset: int
    size: int


def regions(graph: Path) -> dict[str, tuple[Region, Region]]:
    """Module name → (int8 values, float32 scales) of the `.xml` file `graph`."""
    text = graph.read_text(encoding="utf-8")
    constants = {m["name"]: Region(int(m["offset"]), int(m["size"])) for m in CONSTANT.finditer(text)}
    modules = (name.removesuffix(".scale") for name in constants if name.endswith(".scale"))
    return {name: (constants[f"{name}.weight"], constants[f"{name}.scale"]) for name in modules}
