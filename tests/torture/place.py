"""A whole platform on this machine: database, engine without a model and web server, each as in production."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
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

    def run(self, *argv: str, **settings: str | None) -> str:
        """The output of a program in the platform's environment, with `settings` changed where they are given."""
        environment = self.settings | {name: value for name, value in settings.items() if value is not None}
        done = subprocess.run(argv, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def migrate(self) -> None:
        """Makes the tables, as their owner."""
        self.run(sys.executable, "manage.py", "migrate", DATABASE_URL=self.settings.get("DATABASE_OWNER_URL"))

    def age_answers(self) -> None:
        """Lets a minute go by for the answers that somebody was writing."""
        with closing(sqlite3.connect(self.var / "botwright.sqlite3", timeout=20)) as database, database:
            database.execute(
                "UPDATE chat_message SET written_at = datetime(written_at, '-1 minute') WHERE state = 'streaming'"
            )


@contextmanager
def beside(place: Place) -> Iterator[str]:
    """One more web server of the same platform; gives its address."""
    url = f"http://127.0.0.1:{free_port()}"
    argv = processes.web({**place.settings, "BASE_URL": url}).argv
    web = Server(argv, place.settings, f"{url}/healthz", place.var / "web-beside.log")
    web.start()
    try:
        yield url
    finally:
        web.stop()


# Here everybody calls from one machine to one site; what is tried is not how often they may.
UNLIMITED = {
    f"CHAT_{what}": "1000000"
    for what in (
        "VISITOR_MESSAGES_PER_MINUTE",
        "ADDRESS_MESSAGES_PER_MINUTE",
        "ADDRESS_SESSIONS_PER_MINUTE",
        "SITE_MESSAGES_PER_MINUTE",
        "SITE_ANSWERS_PER_DAY",
    )
}


def at(var: Path, engine_options: Sequence[str] = (), **settings: str) -> Place:
    """A place where nothing runs yet. `engine_options`: of `serving.fake`."""
    url, engine_url = (f"http://127.0.0.1:{free_port()}" for _ in range(2))
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "BOTWRIGHT_VAR": str(var),
        "BASE_URL": url,
        "ENGINE_URL": engine_url,
        "LOG_LEVEL": "WARNING",
        "OMP_NUM_THREADS": "1",
        **UNLIMITED,
        **settings,
    }
    fake = [sys.executable, "-m", "serving.fake", "--port", engine_url.rpartition(":")[2], *engine_options]
    engine = Server(fake, environment, f"{engine_url}/health", var / "engine.log")
    web = Server(processes.web(environment).argv, environment, f"{url}/healthz", var / "web.log")
    return Place(var, url, engine_url, environment, web, engine)


@contextmanager
def running(var: Path, engine_options: Sequence[str] = (), **settings: str) -> Iterator[Place]:
    """A place with its engine and web server running and Alice's shop in it."""
    place = at(var, engine_options, **settings)
    try:
        place.engine.start()
        place.migrate()
        place.site_key = place.run(sys.executable, "-m", "tests.torture.furnish")
        place.web.start()
        yield place
    finally:
        place.web.stop()
        place.engine.stop()
