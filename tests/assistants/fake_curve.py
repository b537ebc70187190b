"""Stands in for `python -m tuning.curve --fractions …`: the loss falls by a tenth with each part."""

import sys
from pathlib import Path

from tuning.job import files
from tuning.job.curve import Curve, Point, part, write_curve


def main() -> int:
    """An exit code of the contract."""
    folder, examples = Path(sys.argv[-1]), files.read_examples(Path(sys.argv[-1]))
    assert files.read_job(folder).train.max_minutes is None
    fractions = [float(text) for text in sys.argv[sys.argv.index("--fractions") + 1 : sys.argv.index("--")]]
    points = []
    for number, fraction in enumerate(fractions):
        rows = [row for row in part(examples, fraction) if row.split == "train"]
        points.append(Point(fraction, len(rows), len({row.document for row in rows}), 1.0 - number / 10))
    write_curve(folder, Curve(points))
    return 0


if __name__ == "__main__":
    sys.exit(main())
