"""`python -m serving.fake --port 8001 [--reply TEXT] [--token-delay SECONDS] [--adapters FOLDER]`"""

import argparse
from pathlib import Path

import uvicorn

from serving.client import AdapterStore
from serving.fake.app import create_app
from serving.fake.script import Script


def main() -> None:
    """Serve until a signal comes."""
    parser = argparse.ArgumentParser(prog="python -m serving.fake", description="An engine without a model.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--reply", default=Script.reply, help="what it answers")
    parser.add_argument("--token-delay", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument(
        "--adapters", type=Path, metavar="FOLDER", help="knows the adapters there only, and checks each"
    )
    options = parser.parse_args()
    script = Script(reply=options.reply, token_delay=options.token_delay)
    store = AdapterStore(options.adapters) if options.adapters else None
    uvicorn.run(create_app(script, store), host=options.host, port=options.port, timeout_graceful_shutdown=1)


if __name__ == "__main__":
    main()
