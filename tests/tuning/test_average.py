"""Two stages of a skill become one."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from tuning.base.record import sha256
from tuning.skills.average import average
from tuning.skills.publish import CONFIG, WEIGHTS


def skill(folder: Path, value: float, base: str = "b") -> Path:
    folder.mkdir()
    save_file({"lora_A": torch.full((2, 3), value, dtype=torch.bfloat16)}, folder / WEIGHTS)
    (folder / CONFIG).write_text('{"r": 2}')
    (folder / "manifest.json").write_text(json.dumps({"base_sha256": base, "weights_sha256": str(value)}))
    return folder


def test_weights_are_averaged_and_the_manifest_names_them(tmp_path: Path) -> None:
    average(skill(tmp_path / "one", 1.0), skill(tmp_path / "two", 2.0), tmp_path / "mean")
    weights = load_file(tmp_path / "mean" / WEIGHTS)["lora_A"]
    assert weights.dtype == torch.bfloat16
    assert weights.tolist() == [[1.5] * 3] * 2
    manifest = json.loads((tmp_path / "mean" / "manifest.json").read_text())
    assert manifest == {"base_sha256": "b", "weights_sha256": sha256(tmp_path / "mean" / WEIGHTS)}
    assert (tmp_path / "mean" / CONFIG).read_text() == '{"r": 2}'


def test_one_of_them_may_count_more(tmp_path: Path) -> None:
    average(skill(tmp_path / "one", 1.0), skill(tmp_path / "two", 2.0), tmp_path / "mean", share=0.75)
    assert load_file(tmp_path / "mean" / WEIGHTS)["lora_A"].tolist() == [[1.75] * 3] * 2


def test_skills_of_two_bases_are_not_mixed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not two stages of one skill"):
        average(skill(tmp_path / "one", 1.0), skill(tmp_path / "two", 2.0, base="c"), tmp_path / "mean")
    assert not (tmp_path / "mean").exists()
