"""A mean of two stages of a skill: `python -m tuning.skills.average SKILL LATER_SKILL OUT [--later 0.5]`.

Weights averaged along one path of training often read new texts better than either end (Wortsman et al., 2022, arXiv
2203.05482). The matrices A and B are averaged each by itself, which is not the mean of their products: use it only
where the later stage started from the earlier one, so that both are near.
"""

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from tuning.base import record
from tuning.job import files
from tuning.skills.publish import CONFIG, WEIGHTS

MANIFEST, HASH = "manifest.json", "weights_sha256"


def average(earlier: Path, later: Path, out: Path, share: float = 0.5) -> None:
    """Writes the mean to `out`, a `share` (0 to 1) of it the later one. Raises ValueError for two different skills."""
    manifest = _manifest(later)
    if {**_manifest(earlier), HASH: ""} != {**manifest, HASH: ""}:
        raise ValueError(f"{earlier} and {later} are not two stages of one skill: base, prompt or rank differ.")
    ours, theirs = load_file(earlier / WEIGHTS), load_file(later / WEIGHTS)
    mean = {name: torch.lerp(ours[name].float(), late.float(), share).to(late.dtype) for name, late in theirs.items()}
    out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(later / CONFIG, out / CONFIG)
    save_file(mean, out / WEIGHTS, metadata={"format": "pt"})
    manifest[HASH] = record.sha256(out / WEIGHTS)
    files.write_text(out / MANIFEST, json.dumps(manifest, indent=2, sort_keys=True) + "\n")


def _manifest(skill: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((skill / MANIFEST).read_text("utf-8"))
    return manifest


def main() -> None:
    """Averages what the arguments name."""
    parser = argparse.ArgumentParser(prog="python -m tuning.skills.average", description="Averages two stages.")
    for name in ("earlier", "later", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--later", dest="share", type=float, default=0.5, help="the later one's share")
    arguments = parser.parse_args()
    average(**vars(arguments))


if __name__ == "__main__":
    main()
