"""`manage.py install_model SLUG [--from DIR | --hub NAME]`: a foundation model, from wherever it is."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assistants.catalogue import find
from assistants.catalogue.install import run
from assistants.errors import InstallFailed


class Command(BaseCommand):
    help = "Installs a foundation model of the catalogue, a local folder, or a model of the Hugging Face hub."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="its name here")
        source = parser.add_mutually_exclusive_group()
        source.add_argument("--from", dest="folder", metavar="DIR", help="a local Hugging Face model folder")
        source.add_argument("--hub", metavar="NAME", help="its name on the hub")

    def handle(self, *args: Any, **options: Any) -> None:
        slug, folder, hub = options["slug"], options["folder"], options["hub"]
        known = find(slug)
        if not (folder or hub) and known and not known.bundled:
            hub = known.hub
        source = ["--from", folder] if folder else ["--hub", hub] if hub else []
        try:
            run([slug, *source])
        except InstallFailed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{slug} is installed.")
