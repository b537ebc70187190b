"""A website that misbehaves on purpose, and a fake engine."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from pytest_django.fixtures import Settings
from starlette.applications import Starlette

from serving import fake
from tenants.jobs.runner import Runner
from tests.knowledge.website import Website, send


@pytest.fixture
def unlisted_website() -> Iterator[Website]:
    """A server on this machine, which nobody allowed us to read."""
    site = Website("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append(self.path)
            answer = site.answer(self.path)
            if answer is None:
                send(self, 404, b"no such page", {})
            else:
                answer(self)

        def log_message(self, format: str, *args: Any) -> None:
            """Keeps quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}"
    yield site
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def website(unlisted_website: Website, settings: Settings) -> Website:
    """The same, allowed."""
    settings.EGRESS_ALLOW = [unlisted_website.url.removeprefix("http://")]
    return unlisted_website


@pytest.fixture
def engine(settings: Settings) -> Iterator[Starlette]:
    """A fake engine at ENGINE_URL."""
    app = fake.create_app()
    with fake.running(app) as url:
        settings.ENGINE_URL = url
        yield app


@pytest.fixture
def no_engine(settings: Settings) -> None:
    """Nobody listens at ENGINE_URL."""
    settings.ENGINE_URL = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def quick_and_tidy(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Runs the jobs that are due. The test's transaction would keep a heartbeat from writing."""
    monkeypatch.setattr("tenants.jobs.context.HEARTBEAT_SECONDS", 600.0)
    return Runner().drain
