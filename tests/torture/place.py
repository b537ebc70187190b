"""A whole platform on this machine: database, engine without a model and web server, each as in production."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from config import processes
from tests.torture.servers import Server, free_port

ROOT = Path(__file__).parents[2]


@dataclass
class Place:
    """Where everything is. `settings`: environment variables of its processes."""

    var: Path
    url: str
    engine_url: str
    settings: dict[str, str]
    web: Server
    engine: Server
    site_key: str = ""

    def script(self, **fields: Any) -> None:
        """What the engine says from now on: fields of `serving.fake.Script`."""
        httpx.post(f"{self.engine_url}/script", json=fields, trust_env=False).raise_for_status()

    def generated(self) -> int:
        """How many answers the engine was asked for so far."""
        return len(httpx.get(f"{self.engine_url}/script/requests", trust_env=False).json())

    def run(self, *argv: str) -> str:
        """The output of a program in the platform's environment."""
        done = subprocess.run(argv, env=self.settings, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def age_answers(self) -> None:
        """Lets a minute go by for the answers that somebody was writing."""
        with closing(sqlite3.connect(self.var / "botwright.sqlite3", timeout=20)) as database, database:
            database.execute(
                "UPDATE chat_message SET written_at = datetime(written_at, '-1 minute') WHERE state = 'streaming'"
            )


@contextmanager
def running(var: Path, **settings: str) -> Iterator[Place]:
    """A place with its engine and web server running and Alice's shop in it."""
    url, engine_url = (f"http://127.0.0.1:{free_port()}" for _ in range(2))
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "BOTWRIGHT_VAR": str(var),
        "BASE_URL": url,
        "ENGINE_URL": engine_url,
        "LOG_LEVEL": "WARNING",
        "OMP_NUM_THREADS": "1",
        **settings,
    }
    fake = [sys.executable, "-m", "serving.fake", "--port", engine_url.rpartition(":")[2]]
    engine = Server(fake, environment, f"{engine_url}/health", var / "engine.log")
    web = Server(processes.web(environment).argv, environment, f"{url}/healthz", var / "web.log")
    place = Place(var, url, engine_url, environment, web, engine)
    try:
        engine.start()
        place.site_key = place.run(sys.executable, "-m", "tests.torture.furnish").splitlines()[-1]
        web.start()
        yield place
    finally:
        web.stop()
        engine.stop()
