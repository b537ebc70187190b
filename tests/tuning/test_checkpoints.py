import json
from pathlib import Path

import torch

from tuning import checkpoints
from tuning.checkpoints import Position


def save(folder: Path, step: int, fingerprint: str = "inputs") -> None:
    checkpoints.save(folder, fingerprint, Position(step=step), {"weight.a": torch.full((3,), float(step))})


def newest_step(folder: Path, fingerprint: str = "inputs") -> int | None:
    found = checkpoints.newest(folder, fingerprint)
    return found[0].step if found else None


def test_the_newest_is_resumed_and_old_ones_go(tmp_path: Path) -> None:
    for step in (2, 4, 10):
        save(tmp_path, step)
    found = checkpoints.newest(tmp_path, "inputs")
    assert found is not None
    assert found[0] == Position(step=10)
    assert found[1]["weight.a"].tolist() == [10.0] * 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["step-0000004", "step-0000010"]


def test_a_truncated_state_is_passed_over(tmp_path: Path) -> None:
    save(tmp_path, 2)
    save(tmp_path, 4)
    state = tmp_path / "step-0000004" / "state.safetensors"
    state.write_bytes(state.read_bytes()[:-4])
    assert newest_step(tmp_path) == 2


def test_a_truncated_or_missing_manifest_is_passed_over(tmp_path: Path) -> None:
    save(tmp_path, 2)
    save(tmp_path, 4)
    manifest = tmp_path / "step-0000004" / "manifest.json"
    manifest.write_text(manifest.read_text()[:20])
    assert newest_step(tmp_path) == 2
    manifest.unlink()
    assert newest_step(tmp_path) == 2


def test_what_a_kill_left_half_written_is_no_checkpoint(tmp_path: Path) -> None:
    (tmp_path / ".step-0000006").mkdir()
    assert newest_step(tmp_path) is None
    save(tmp_path, 6)
    assert newest_step(tmp_path) == 6


def test_a_checkpoint_of_other_inputs_is_not_resumed(tmp_path: Path) -> None:
    save(tmp_path, 2, "before")
    assert newest_step(tmp_path) is None


def test_a_position_of_another_shape_is_passed_over(tmp_path: Path) -> None:
    save(tmp_path, 2)
    manifest = tmp_path / "step-0000002" / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"position": 3}))
    assert newest_step(tmp_path) is None
