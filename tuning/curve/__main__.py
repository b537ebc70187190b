"""`python -m tuning.curve JOB_DIR [--fractions 0.25 0.5 1]`."""

import argparse
import sys
from pathlib import Path

from tuning.curve.measure import measure


def main() -> int:
    """Trains on each part, writes curve.json, and returns an exit code as `python -m tuning` does."""
    parser = argparse.ArgumentParser(
        prog="python -m tuning.curve", description="Trains a job on nested parts of its data."
    )
    parser.add_argument("job", type=Path, help="a job folder, as for python -m tuning")
    parser.add_argument("--fractions", type=float, nargs="+", default=[0.25, 0.5, 1.0], help="of the training rows")
    given = parser.parse_args()
    return measure(given.job, sorted(given.fractions))


if __name__ == "__main__":
    sys.exit(main())
