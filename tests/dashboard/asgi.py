"""The whole platform on a port, WebSockets included: pytest-django's live server speaks HTTP only."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from config.asgi import application


@contextmanager
def serving() -> Iterator[str]:
    """Gives the address of a server in a thread of this process."""
    config = uvicorn.Config(application, host="127.0.0.1", port=0, log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
