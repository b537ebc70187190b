"""`manage.py backup FOLDER`: database, files, adapters and secret key, while everything runs."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.backup import BackupError, make
from serving.client import EngineError


class Command(BaseCommand):
    help = "Copies everything that cannot be made again into a new folder, while Botwright runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"].resolve()
        try:
            record = make(folder)
        except (BackupError, EngineError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{len(record.sha256)} files in {folder}. Keep it secret: it holds your keys and customers.")
