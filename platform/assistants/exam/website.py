"""A folder of HTML as a website on this machine, for as long as the crawler reads it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from assistants.exam.acceptance import Subject
from tenants.errors import UserError

HOST = "127.0.0.1"


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: the exam's own lines are to be read."""


@contextmanager
def serving(folder: Path, subject: Subject) -> Iterator[str]:
    """The address of `folder`, on the port that the subject's questions name, else on a free one.

    This process may read it meanwhile, whatever the egress policy says. Raises UserError when the port is taken.
    """
    handler = partial(_Handler, directory=str(folder))
    wanted = _port(subject)
    try:
        server = ThreadingHTTPServer((HOST, wanted), handler)
    except OSError as error:
        raise UserError(f"{folder} cannot be served on port {wanted}: {error.strerror}.", "Free the port.") from None
    thread = threading.Thread(target=server.serve_forever, name="exam-website", daemon=True)
    thread.start()
    try:
        with _allowed(f"{HOST}:{server.server_port}"):
            yield f"http://{HOST}:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def count(folder: Path) -> int:
    """How many files may be pages. Raises UserError for a folder without any."""
    pages = sum(1 for path in folder.rglob("*") if path.is_file())
    if not pages:
        raise UserError(f"{folder} is not a folder with files.", "Name the folder that holds index.html.")
    return pages


def _port(subject: Subject) -> int:
    """0, which stands for any, where no question has an address on this machine."""
    addresses = [urlsplit(url) for one in subject.asked if (url := one.get("url"))]
    return next((parts.port for parts in addresses if parts.hostname == HOST and parts.port), 0)


@contextmanager
def _allowed(place: str) -> Iterator[None]:
    before = settings.EGRESS_ALLOW
    settings.EGRESS_ALLOW = [*before, place]
    try:
        yield
    finally:
        settings.EGRESS_ALLOW = before
