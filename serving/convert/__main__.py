"""`python -m serving.convert --model DIR --work DIR`: makes what is missing, prints an error as one JSON line."""

import argparse
import json
import logging
import sys
from pathlib import Path

from serving.convert import places
from serving.convert.errors import ConversionError

log = logging.getLogger("serving.convert")


def main() -> int:
    """Exit code 0 when all folders are there, 2 when the model cannot be converted."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    parser = argparse.ArgumentParser(prog="python -m serving.convert")
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    options = parser.parse_args()
    try:
        _make_missing(options.model, options.work)
    except ConversionError as error:
        print(json.dumps({"type": type(error).__name__, "message": str(error), "hint": error.hint}))
        return 2
    return 0


def _make_missing(model: Path, work: Path) -> None:
    # Imported late: it brings torch, which the check above does without.
    from serving.convert import base

    target = places.base_folder(model, work)
    if not target.is_dir():
        log.info("converting %s and comparing it with transformers", model.name)
        base.convert(model, target)
    if not places.embedder_folder(work).is_dir():
        log.info("converting the embedder")
        base.convert_embedder(places.embedder_folder(work))
    if not places.reader_folder(work).is_dir():
        log.info("converting the reader")
        base.convert_reader(places.reader_folder(work))


if __name__ == "__main__":
    sys.exit(main())
