"""`python -m tuning JOB_DIR`."""

import argparse
import sys
from pathlib import Path

from tuning.run import Run


def main() -> int:
    """Trains the job and returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tuning", description="Fine-tunes one LoRA adapter.")
    parser.add_argument("job", type=Path, help="a job folder: job.json, passages.jsonl, questions.jsonl")
    return Run(parser.parse_args().job).execute()


if __name__ == "__main__":
    sys.exit(main())
