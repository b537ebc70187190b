"""`manage.py up`: everything on one machine, watched over and restarted."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import processes
from config.preparing import NotReady, prepare
from serving.supervise import Supervisor


class Command(BaseCommand):
    help = "Runs the web server, the worker and the embedded engine, and restarts what dies."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            prepare(self.stdout.write)
        except NotReady as error:
            raise CommandError(str(error)) from error
        shared = processes.environment()
        self.stdout.write(f"Botwright runs at {shared['BASE_URL']} (logs in {processes.LOGS}). Stop with Ctrl-C.")
        Supervisor([processes.engine(shared), processes.web(shared), processes.worker(shared)]).run()
