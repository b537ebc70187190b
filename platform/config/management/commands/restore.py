"""`manage.py restore FOLDER`: what `manage.py backup` made, on an empty machine."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.backup import BackupError, put_back


class Command(BaseCommand):
    help = "Puts a backup back where no Botwright is yet, and checks every file's hash."

    # The tables that checks may ask for are what is put back.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"].resolve()
        try:
            record = put_back(folder)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{len(record.sha256)} files of {record.made_at} are back, each with its hash.")
        self.stdout.write("Next: `manage.py up`, which installs the base model and applies newer migrations.")
