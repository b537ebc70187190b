"""`manage.py acts FILE.json`: how well greetings and other acts are told from questions to the knowledge."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assistants.acts.measure import Labelled, load, measure


class Command(BaseCommand):
    help = "Recognises labelled messages, a JSON list of {text, lang, act, knowledge}, and prints the figures."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="JSON: messages with their acts")
        parser.add_argument("--told", action="store_true", help="with the language of each message known beforehand")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            figures = measure(load(options["file"]), told=options["told"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"{options['file']} cannot be read: {error}") from error
        acts, right, questions = figures.counts()
        self.stdout.write(f"Acts: {right} of {acts} right ({right / acts:.1%})" if acts else "Acts: none")
        self.stdout.write(f"Questions: {len(figures.swallowed)} of {questions} swallowed")
        self.stdout.write("\nAct → taken for")
        for (act, taken), count in sorted(figures.confusions().items()):
            self.stdout.write(f"{count:5}  {act} → {taken}")
        self._list("Wrong", figures.wrong)
        self._list("Swallowed", figures.swallowed)

    def _list(self, title: str, rows: list[tuple[Labelled, str]]) -> None:
        if rows:
            self.stdout.write(f"\n{title}")
        for one, taken in rows:
            self.stdout.write(f"  {one.language}  {one.act} → {taken}: {one.text}")
