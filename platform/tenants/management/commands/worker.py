"""`manage.py worker`: runs background jobs from the database, with no broker."""

import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from prometheus_client import start_http_server

from tenants.jobs.runner import Runner
from tenants.rls import refuse_bypass


class Command(BaseCommand):
    help = "Runs background jobs (reading sources, training) until it is stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--drain", action="store_true", help="run what is due now, then exit")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_bypass()
        _tell_metrics(settings.WORKER_METRICS)
        runner = Runner()
        if options["drain"]:
            self.stdout.write(f"Ran {runner.drain()} jobs.")
            return
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: runner.stop())
        self.stdout.write("Waiting for jobs. Stop with Ctrl-C.")
        runner.run()


def _tell_metrics(address: str) -> None:
    """Serves this process's counts to Prometheus at `host:port`; nothing where no address is set."""
    if not address:
        return
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal():
        raise CommandError(f"WORKER_METRICS must be like 127.0.0.1:9101, not {address!r}.")
    start_http_server(int(port), host)
