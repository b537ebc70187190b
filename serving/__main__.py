"""`python -m serving --model DIR --adapters DIR --work DIR [--port 8001] [--supervised]`: the embedded engine."""

import logging
import sys
from collections.abc import Sequence

from serving.engine import settings
from serving.engine.settings import Settings
from serving.supervise import Process, Supervisor

SUPERVISED = "--supervised"
SHUTDOWN_SECONDS = 5
KEEP_ALIVE_SECONDS = 60
"""Far longer than a client keeps an idle connection, so that none is closed while a request is on its way."""


def main() -> None:
    """Serve until a signal comes; with `--supervised`, in a child that is restarted when it dies."""
    arguments = [argument for argument in sys.argv[1:] if argument != SUPERVISED]
    options = settings.parse(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    if SUPERVISED in sys.argv:
        _supervise(arguments, options)
    else:
        _serve(options)


def _supervise(arguments: Sequence[str], options: Settings) -> None:
    command = [sys.executable, "-m", "serving", *arguments]
    health = f"http://{options.host}:{options.port}/health"
    Supervisor([Process("engine", command, health_url=health)]).run()


def _serve(options: Settings) -> None:
    # Imported here, so that the supervisor stays small.
    import uvicorn

    from serving.app.app import create_app

    uvicorn.run(
        create_app(options),
        host=options.host,
        port=options.port,
        log_level="warning",
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )


if __name__ == "__main__":
    main()
