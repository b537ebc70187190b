"""`manage.py intents TRAIN.csv TEST.csv [--per-intent N] [--json OUT]`: a file of intents through the whole product."""

import json
import shutil
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assistants.exam.acceptance import Subject
from assistants.exam.throwaway import tenant_of, work_off
from assistants.intents import workflows
from assistants.intents.learning.figures import Figures, figures
from assistants.intents.learning.outcomes import Outcomes
from assistants.intents.models import Intent, Recogniser
from assistants.intents.recognise import learned, probabilities
from assistants.intents.table import Pair, read
from assistants.models import Assistant
from knowledge.reading.cells import written
from serving.client import EncoderStore, EngineError
from tenants.errors import UserError
from tenants.models import Job


class Command(BaseCommand):
    help = "Has a throw-away tenant learn the phrasings of one file, and measures on the other what it recognises."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("train", type=Path, help="CSV with the columns text and intent")
        parser.add_argument("test", type=Path, help="CSV of the same kind, of sentences not in the first")
        parser.add_argument("--per-intent", type=int, metavar="N", help="learn from N phrasings of each intent only")
        parser.add_argument("--seed", type=int, default=0, help="which N")
        parser.add_argument("--at-once", action="store_true", help="only what is learned at once: no fine-tuning")
        parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures and every answer here")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pairs = _few(read(_content(options["train"])), options["per_intent"], options["seed"])
            asked = read(_content(options["test"]))
            with tenant_of(Subject("Intents", [], [])) as assistant:
                body = self._measured(assistant, pairs, asked, at_once=options["at_once"])
        except (UserError, EngineError) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            options["json"].write_text(json.dumps(body, indent=2, ensure_ascii=False) + "\n", "utf-8")

    def _measured(
        self, assistant: Assistant, pairs: list[Pair], asked: list[Pair], *, at_once: bool
    ) -> dict[str, object]:
        """Learns and asks, stage by stage; the figures of the last stage, with its answers."""
        began = time.monotonic()
        workflows.import_phrasings(assistant, written([("text", "intent"), *pairs]).encode())
        self._work_off(workflows.LEARN)
        stages = {"at_once": self._stage("learned at once", assistant, asked, began)}
        if not at_once:
            began = time.monotonic()
            tuning = workflows.start_tuning(assistant, hold_out=0)
            try:
                self._work_off(workflows.TUNE)
                stages["fine_tuned"] = self._stage("fine-tuned", assistant, asked, began)
            finally:
                shutil.rmtree(tuning.folder, ignore_errors=True)
                _forget(assistant)
        return {"phrasings": len(pairs), "asked": len(asked), **stages}

    def _work_off(self, kind: str) -> None:
        work_off([kind])
        job = Job.objects.filter(kind=kind).latest("created_at")
        if job.state != Job.State.SUCCEEDED:
            raise UserError(f"It could not be learned. {job.error}", "Is the engine running?")

    def _stage(self, title: str, assistant: Assistant, asked: list[Pair], began: float) -> dict[str, object]:
        spent = time.monotonic() - began
        recogniser = learned(assistant)
        assert recogniser is not None
        outcomes = _outcomes(recogniser, asked)
        found = figures(outcomes, recogniser.limit)
        self.stdout.write(_line(title, found, spent))
        names = {str(pk): name for pk, name in Intent.objects.values_list("pk", "name")}
        said = [
            {"text": text, "intent": name, "guess": names[outcomes.intents[guess]], "confidence": confidence}
            for (text, name), guess, confidence in zip(asked, outcomes.guess, outcomes.confidence, strict=True)
        ]
        return {
            "accuracy": found.accuracy,
            "macro_f1": figures(outcomes, 0.0).macro_f1,
            "threshold": found.threshold,
            "recognised": found.recognised,
            "precision": found.precision,
            "seconds": round(spent, 1),
            "rows": said,
        }


def _outcomes(recogniser: Recogniser, asked: list[Pair]) -> Outcomes:
    """By the path that a visitor's sentence takes; an intent that was not learned counts as none."""
    place = {name: recogniser.labels.index(str(pk)) for pk, name in Intent.objects.values_list("pk", "name")}
    gold = np.array([place.get(name, len(place)) for _, name in asked], dtype=np.int64)
    return Outcomes.of(recogniser.labels, gold, probabilities(recogniser, [text for text, _ in asked]))


def _line(title: str, found: Figures, spent: float) -> str:
    return (
        f"{title:16} accuracy {found.accuracy or 0:.2%} of {found.phrasings}; from {found.threshold:.2f} on "
        f"{found.recognised or 0:.1%} are recognised, {found.precision or 0:.1%} of them right; {spent:.0f} s"
    )


def _few(pairs: list[Pair], count: int | None, seed: int) -> list[Pair]:
    """`count` phrasings of each intent, chosen by the seed, or all."""
    if count is None:
        return pairs
    of = defaultdict(list)
    for pair in pairs:
        of[pair[1]].append(pair)
    generator = np.random.default_rng(seed)
    return [rows[place] for rows in of.values() for place in generator.permutation(len(rows))[:count]]


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}. Check the path.") from None


def _forget(assistant: Assistant) -> None:
    """The encoders go with their tenant."""
    store = EncoderStore(Path(settings.ADAPTERS_DIR))
    for recogniser in Recogniser.objects.filter(assistant=assistant):
        for name in recogniser.encoders:
            shutil.rmtree(store.path(name), ignore_errors=True)
