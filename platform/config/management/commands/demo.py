"""`manage.py demo`: a whole Botwright with a fictional shop, from nothing, in one process tree."""

import os
import sys
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import processes
from config.demo.business import Business, sign_up_or_find
from config.demo.place import Place, credentials_file
from config.demo.story import StoryStuck, tell
from config.preparing import NotReady, prepare
from serving.supervise import Process, Supervisor


class Command(BaseCommand):
    help = "Starts the demo: a shop that signs up, is read, goes live, and learns while you watch."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="of the dashboard; the two next ports are used too")

    def handle(self, *args: Any, **options: Any) -> None:
        place = Place(options["port"])
        if taken := place.taken():
            raise CommandError(
                f"Port {taken[0]} is in use, perhaps by a demo that runs already. "
                f"Stop that, or move this one: PORT={place.port + 10} make demo"
            )
        if not place.variables.items() <= os.environ.items():
            # The settings are read once, from the environment: start again with the demo's own.
            os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **place.variables})
        credentials_kept = credentials_file().exists()
        try:
            prepare(self._say)
        except NotReady as error:
            raise CommandError(str(error)) from error
        business = sign_up_or_find(place)
        self._say("Starting the engine, the web server, the worker and the shop …" if credentials_kept else _FIRST)
        supervisor = Supervisor(_processes(place, business))
        threading.Thread(target=self._tell, args=(business, place), daemon=True, name="story").start()
        supervisor.run()

    def _tell(self, business: Business, place: Place) -> None:
        try:
            tell(business, place, self._say)
        except StoryStuck as error:
            self.stderr.write(self.style.ERROR(str(error)))

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


_FIRST = (
    "Starting the engine, the web server, the worker and the shop. The first start also converts the model for "
    "this processor, a minute or two …"
)


def _processes(place: Place, business: Business) -> list[Process]:
    shared = processes.environment()
    return [
        processes.engine(shared),
        processes.web(shared),
        processes.worker(shared),
        _shop(place, business, shared),
    ]


def _shop(place: Place, business: Business, shared: dict[str, str]) -> Process:
    key = business.credentials.site_key
    snippet = f'<script async src="{place.url}/w/v1/loader.js" data-site-key="{key}"></script>'
    script = Path(settings.ROOT) / "deploy" / "demo" / "serve_shop.py"
    argv = [
        *(sys.executable, str(script), "--port", str(place.port + 2)),
        *("--origin", place.shop_url, "--snippet", snippet),
    ]
    return processes.process("shop", argv, shared, health=f"{place.shop_url}/")
