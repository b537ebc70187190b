"""`manage.py worker`: runs background jobs from the database, with no broker."""

import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tenants.jobs.runner import Runner


class Command(BaseCommand):
    help = "Runs background jobs (reading sources, training) until it is stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--drain", action="store_true", help="run what is due now, then exit")

    def handle(self, *args: Any, **options: Any) -> None:
        runner = Runner()
        if options["drain"]:
            self.stdout.write(f"Ran {runner.drain()} jobs.")
            return
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: runner.stop())
        self.stdout.write("Waiting for jobs. Stop with Ctrl-C.")
        runner.run()
