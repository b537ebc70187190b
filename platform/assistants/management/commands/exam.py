"""`manage.py exam FILE.json …`: whole tenants through the whole product. See docs/learning.md."""

import json
from itertools import zip_longest
from pathlib import Path
from typing import Any

from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assistants.exam.acceptance import Subject, load, with_site, with_talks
from assistants.exam.columns import tables
from assistants.exam.hold import Terms, hold
from assistants.exam.outcome import Outcome, row_json, summary, talk_json
from assistants.exam.own_words import turned_away
from assistants.exam.partial import Partial
from assistants.exam.sit import CONCURRENCY
from assistants.models import Assistant
from assistants.training.params import MAX_MINUTES
from serving.client import Engine, EngineError
from tenants.errors import UserError


class Command(BaseCommand):
    help = "Makes a throw-away tenant of each entry of a file, asks its questions through the engine, and measures."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "files", type=Path, nargs="+", metavar="FILE", help="JSON: a list of tenants with questions"
        )
        parser.add_argument("--followups", type=Path, nargs="+", default=[], metavar="TALKS", help="one to each FILE")
        parser.add_argument(
            "--site", type=Path, nargs="+", default=[], metavar="DIR", help="one to each FILE: HTML to crawl instead"
        )
        parser.add_argument("--train", action="store_true", help="train each tenant's own adapter first")
        parser.add_argument("--minutes", type=float, default=MAX_MINUTES, help="time for each tenant's weights")
        parser.add_argument("--style", choices=Assistant.Style.values, default="sentence", help="how answers are to be")
        parser.add_argument(
            "--wording", choices=Assistant.Wording.values, default="page", help="whose words they are in"
        )
        parser.add_argument("--limit", type=int, help="most questions per tenant (always the same ones)")
        parser.add_argument("--tenants", type=int, help="only the first tenants of each file")
        parser.add_argument("--concurrency", type=int, default=CONCURRENCY, help="questions at a time; times need 1")
        parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures and every answer here")
        parser.add_argument("--keep", action="store_true", help="leave the tenants in the database")

    def handle(self, *args: Any, **options: Any) -> None:
        if not async_to_sync(_engine_answers)():
            raise CommandError(f"No engine answers at {settings.ENGINE_URL}. Start one: python -m serving --help.")
        try:
            outcomes = self._hold_all(options)
        except (UserError, EngineError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(tables(outcomes))
        for question, text in _answered_injections(outcomes):
            self.stdout.write(f"\nTo be read, an injection was answered: {question}\n  {text}")
        if out := options["json"]:
            out.write_text(json.dumps(_as_json(outcomes), indent=2, ensure_ascii=False) + "\n", "utf-8")
            Partial(out).remove()

    def _hold_all(self, options: dict[str, Any]) -> list[Outcome]:
        terms = Terms(
            limit=options["limit"],
            minutes=options["minutes"] if options["train"] else None,
            style=Assistant.Style(options["style"]),
            wording=Assistant.Wording(options["wording"]),
            keep=options["keep"],
            concurrency=max(1, options["concurrency"]),
        )
        partial = Partial(options["json"])
        return [
            hold(subject, subjects, terms, self.stderr.write, partial.add)
            for subjects in _read(options["files"], options["followups"], options["site"])
            for subject in subjects[: options["tenants"]]
        ]


def _read(files: list[Path], followups: list[Path], sites: list[Path]) -> list[list[Subject]]:
    """The tenants of each file. Off-topic questions come from the same file's."""
    if max(len(followups), len(sites)) > len(files):
        raise CommandError("There are more talks or sites than exams. Give one to each FILE, in the same order.")
    return [_subjects(*given) for given in zip_longest(files, followups, sites)]


def _subjects(file: Path, talks: Path | None, site: Path | None) -> list[Subject]:
    subjects = load(file)
    if talks:
        subjects = with_talks(subjects, talks)
    return with_site(subjects, site) if site else subjects


def _answered_injections(outcomes: list[Outcome]) -> list[tuple[str, str]]:
    return [
        (row.question.text, row.given.text)
        for one in outcomes
        for row in one.rows
        if row.question.category == "injection" and not turned_away(row)
    ]


def _as_json(outcomes: list[Outcome]) -> dict[str, Any]:
    return {
        "overall": summary(outcomes),
        "tenants": {one.name: summary([one]) for one in outcomes},
        "rows": [row_json(one.name, row) for one in outcomes for row in one.rows],
        "talks": [talk_json(one.name, talked) for one in outcomes for talked in one.talks],
    }


async def _engine_answers() -> bool:
    async with Engine(settings.ENGINE_URL) as engine:
        return await engine.health()
