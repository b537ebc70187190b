"""`python -m serving --model DIR --adapters DIR --work DIR [--port 8001] [--supervised]`: the embedded engine."""

import logging
import sys

import uvicorn

from serving.app.app import create_app
from serving.engine import settings

SHUTDOWN_SECONDS = 5


def main() -> None:
    """Serve until a signal comes."""
    options = settings.parse(sys.argv[1:])
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    uvicorn.run(
        create_app(options),
        host=options.host,
        port=options.port,
        log_level="warning",
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )


if __name__ == "__main__":
    main()
