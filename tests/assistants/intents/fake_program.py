"""Stands in for `python -m tuning.intents`: the same files and exit codes, without a network.

What it does is told by the file `behave` in the folder of all jobs: `succeed` (default), `wrong`, `wait`.
"""

import json
import struct
import sys
import time
from pathlib import Path

from tuning.job import files, intents

MATRIX = "encoder.layer.5.attention.output.dense.weight"
ROUNDS = 600


def main() -> int:
    """An exit code of the contract."""
    folder = Path(sys.argv[1])
    behave = folder.parents[1] / "behave"
    how = behave.read_text() if behave.exists() else "succeed"
    if how == "wrong":
        files.write_report(folder, files.Report("failed", files.Failure("LossError", "The loss became nan.", "Again.")))
        return 2
    rows = intents.read_phrasings(folder)
    intents.read_job(folder)
    for step in range(1, ROUNDS if how == "wait" else 3):
        files.append_progress(folder, files.Progress("training", step=step, steps=2, eta_seconds=1.0))
        if how == "wait":
            time.sleep(0.05)
        if files.cancel_requested(folder):
            return 3
    write_encoder(folder / intents.ENCODER, len(rows))
    files.write_report(folder, files.Report("succeeded", steps=2, train_examples=len(rows)))
    return 0


def write_encoder(folder: Path, value: int) -> None:
    """One matrix in float16, all of it `value` thousandths, as safetensors."""
    folder.mkdir()
    size = 384 * 384
    header = json.dumps({MATRIX: {"dtype": "F16", "shape": [384, 384], "data_offsets": [0, 2 * size]}}).encode()
    data = struct.pack("<e", value / 1000) * size
    (folder / intents.ENCODER_WEIGHTS).write_bytes(struct.pack("<Q", len(header)) + header + data)
    (folder / intents.PROBE).write_text(json.dumps({"text": "Hello", "vector": [1.0] + [0.0] * 383}))


if __name__ == "__main__":
    sys.exit(main())
