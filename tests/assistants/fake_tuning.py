"""Stands in for `python -m tuning`: the same files and exit codes, without a model.

What it does is told by the file `behave` in the job folder's parent: `succeed` (default), `wrong`, `crash`, `wait`.
"""

import json
import struct
import sys
import time
from dataclasses import replace
from pathlib import Path

from tuning.job import files

ROUNDS = 600


def main() -> int:
    """An exit code of the contract."""
    folder = Path(sys.argv[1])
    job = files.read_job(folder)
    rows = files.read_examples(folder)
    behave = folder.parent / "behave"
    how = behave.read_text() if behave.exists() else "succeed"
    if how == "crash":
        behave.unlink()
        return 1
    if how == "wrong":
        failure = files.Failure("ExampleError", "Row 7 cannot be trained on.", "Shorten it.")
        files.write_report(folder, files.Report("failed", failure))
        return 2
    for step in range(1, ROUNDS if how == "wait" else 4):
        progress = files.Progress(phase="training", time="2026-01-01T00:00:00Z", step=step, steps=3, loss=2.0 / step)
        files.append_progress(folder, replace(progress, valid_loss=2.5 / step, eta_seconds=3.0 - step))
        if how == "wait":
            time.sleep(0.05)
        if files.cancel_requested(folder):
            files.write_report(folder, files.Report("cancelled", steps=step))
            return 3
    write_adapter(folder / "adapter", job.lora.r, len(rows))
    files.write_report(folder, files.Report("succeeded", steps=3, loss=0.7, train_examples=len(rows)))
    return 0


def write_adapter(folder: Path, rank: int, value: int) -> None:
    """One layer's two matrices in float32, as safetensors."""
    folder.mkdir(exist_ok=True)
    stem = "base_model.model.model.layers.0.self_attn.q_proj"
    shapes = {f"{stem}.lora_A.weight": [rank, 8], f"{stem}.lora_B.weight": [8, rank]}
    size = rank * 8 * 4
    header = {
        name: {"dtype": "F32", "shape": shape, "data_offsets": [place * size, (place + 1) * size]}
        for place, (name, shape) in enumerate(shapes.items())
    }
    text = json.dumps(header).encode()
    data = struct.pack("<f", value / 100) * (rank * 8 * 2)
    (folder / "adapter_model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)
    config = {"peft_type": "LORA", "r": rank, "lora_alpha": 32, "target_modules": ["q_proj"], "bias": "none"}
    (folder / "adapter_config.json").write_text(json.dumps(config))


if __name__ == "__main__":
    sys.exit(main())
