"""`manage.py install_model [SLUG] [--from DIR | --hub NAME]`: a foundation model, from wherever it is."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assistants.catalogue import find
from assistants.catalogue.install import install, run
from assistants.errors import InstallFailed


class Command(BaseCommand):
    help = "Installs a foundation model of the catalogue, a local folder, or a model of the Hugging Face hub."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", nargs="?", default=settings.DEFAULT_MODEL, help="its name here (%(default)s)")
        source = parser.add_mutually_exclusive_group()
        source.add_argument("--from", dest="folder", metavar="DIR", help="a local Hugging Face model folder")
        source.add_argument("--hub", metavar="NAME", help="its name on the hub")

    def handle(self, *args: Any, **options: Any) -> None:
        slug, folder, hub = options["slug"], options["folder"], options["hub"]
        model = find(slug)
        try:
            if model and not (folder or hub):
                install(model, self._tell)
            else:
                run([slug, *(["--from", folder] if folder else ["--hub", hub] if hub else [])], self._tell)
        except InstallFailed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{slug} is installed.")

    def _tell(self, step: str) -> None:
        self.stdout.write(step)
        self.stdout.flush()
