"""`manage.py exam FILE.json [--train] [--limit N] [--json OUT]`: whole tenants through the whole product."""

import json
from pathlib import Path
from typing import Any

from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assistants.exam.acceptance import load
from assistants.exam.hold import Terms, hold
from assistants.exam.outcome import Outcome, overall, summary, table
from assistants.models import Assistant
from assistants.training.params import MAX_MINUTES
from serving.client import Engine, EngineError
from tenants.errors import UserError


class Command(BaseCommand):
    help = "Makes a throw-away tenant of each entry of a file, asks its questions through the engine, and measures."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="JSON: a list of tenants with documents and questions")
        parser.add_argument("--train", action="store_true", help="train each tenant's own adapter first")
        parser.add_argument("--minutes", type=float, default=MAX_MINUTES, help="time for each tenant's weights")
        parser.add_argument("--style", choices=Assistant.Style.values, default="phrase", help="how answers are to be")
        parser.add_argument("--limit", type=int, help="most questions per tenant (always the same ones)")
        parser.add_argument("--tenants", type=int, help="only the first tenants of the file")
        parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures and every answer here")
        parser.add_argument("--keep", action="store_true", help="leave the tenants in the database")

    def handle(self, *args: Any, **options: Any) -> None:
        if not async_to_sync(_engine_answers)():
            raise CommandError(f"No engine answers at {settings.ENGINE_URL}. Start one: python -m serving --help.")
        try:
            outcomes = self._hold_all(options)
        except (UserError, EngineError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(table(outcomes))
        if options["json"]:
            options["json"].write_text(json.dumps(_as_json(outcomes), indent=2, ensure_ascii=False) + "\n", "utf-8")

    def _hold_all(self, options: dict[str, Any]) -> list[Outcome]:
        subjects = load(options["file"])
        terms = Terms(
            limit=options["limit"],
            minutes=options["minutes"] if options["train"] else None,
            style=Assistant.Style(options["style"]),
            keep=options["keep"],
        )
        return [hold(subject, subjects, terms, self.stderr.write) for subject in subjects[: options["tenants"]]]


def _as_json(outcomes: list[Outcome]) -> dict[str, Any]:
    return {
        "overall": overall(outcomes),
        "tenants": {one.name: summary(one.rows, one.ranks) for one in outcomes},
        "rows": [
            {
                "tenant": one.name,
                "kind": row.question.kind,
                "question": row.question.text,
                "gold": row.question.golds,
                **row.as_json(),
            }
            for one in outcomes
            for row in one.rows
        ],
    }


async def _engine_answers() -> bool:
    async with Engine(settings.ENGINE_URL) as engine:
        return await engine.health()
