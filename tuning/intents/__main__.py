"""`python -m tuning.intents JOB_DIR`."""

import argparse
import os
import sys
from pathlib import Path

from tuning.intents.run import run


def main() -> int:
    """Trains the job and returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tuning.intents", description=__doc__)
    parser.add_argument("job", type=Path, help="a job folder: job.json, phrasings.jsonl")
    # Every text is tokenised before the first step: the tokeniser's threads would only warn.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    return run(parser.parse_args().job)


if __name__ == "__main__":
    sys.exit(main())
