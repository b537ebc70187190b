"""`python -m tuning.search JOB_DIR --minutes 10 [--trials 12] [--apply]`."""

import argparse
import sys
from pathlib import Path

from tuning.search.study import Study


def main() -> int:
    """Searches, prints what was tried, and returns an exit code as `python -m tuning` does."""
    parser = argparse.ArgumentParser(
        prog="python -m tuning.search", description="Looks for hyper-parameters of a job by successive halving."
    )
    parser.add_argument("job", type=Path, help="a job folder, as for python -m tuning")
    parser.add_argument("--minutes", type=float, default=10.0, help="for all tries together")
    parser.add_argument("--trials", type=int, default=12, help="tries at most")
    parser.add_argument("--apply", action="store_true", help="write the best settings into job.json")
    given = parser.parse_args()
    return Study(given.job, given.minutes, given.trials).execute(apply=given.apply)


if __name__ == "__main__":
    sys.exit(main())
