"""Writes questions passage by passage, until there are enough or the time is up."""

import logging
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product

from django.conf import settings

from assistants.examples.generated import pairs
from assistants.examples.generated.models import Model, complete, reader, writer
from assistants.examples.generated.roundtrip import Reader
from assistants.examples.records import Candidate, ShownPassage
from assistants.examples.select import matter, near
from assistants.models import Assistant
from serving.client import EngineError, EngineTimeout

logger = logging.getLogger(__name__)

PASSAGES_AT_ONCE = 6
DRAWS = 2
"""Times that the skill writes about each passage, as far as there is time."""
PATIENCE = 5.0
"""Seconds that an answer may take even where less is left."""

Report = Callable[[int, int], None]
Clock = Callable[[], float]
Check = Callable[[Sequence[Candidate], float], list[Candidate]]


@dataclass(frozen=True)
class Order:
    """`most` questions, in this share of the time that the operator allows (`ASKING_SECONDS`).

    `checked`: only those for which the reading skill finds the same answer. An exam of that skill needs others.
    """

    most: int
    time: float = 1.0
    checked: bool = True


TO_LEARN = Order(most=160)
"""A set has room for not many more beside those of the rules."""


@dataclass
class Written:
    """`passages` were shown to the writer, `tried` of its pairs stood a first look, `kept` were taken.

    `by`: "skill", "model" (a larger one) or "" where nobody could write. `ended`: why there are no more: "done",
    "time", "enough", "engine" (it failed) or "none" (nobody could write).
    """

    by: str = ""
    ended: str = "none"
    passages: int = 0
    tried: int = 0
    kept: list[Candidate] = field(default_factory=list)

    def figures(self) -> dict[str, str | int]:
        """For the dataset's page."""
        counts = {"passages": self.passages, "tried": self.tried, "kept": len(self.kept)}
        return {"by": self.by, "ended": self.ended, **counts}


def write(
    assistant: Assistant,
    passages: Iterable[ShownPassage],
    known: Sequence[Candidate],
    report: Report = lambda done, total: None,
    clock: Clock = time.monotonic,
    order: Order = TO_LEARN,
) -> Written:
    """Questions about these passages that are not among the `known` ones; passages with the fewest of those first.

    An engine that fails costs the rest of the questions, never the set. `report` hears (done, all) and may raise.
    """
    model = writer(assistant)
    checks = reader(assistant) or model
    if model is None or checks is None or settings.ASKING_SECONDS <= 0:
        return Written()
    asked = [matter(candidate.question) for candidate in known]
    check = Reader(assistant, checks).agreed if order.checked else _believed
    rounds = _Rounds(assistant, model, check, asked, order, Written("skill" if model.here else "model"))
    try:
        rounds.run(_in_turn(passages, known), report, clock)
    except EngineError as error:
        logger.warning("No more questions are written for %s: %s", assistant, error.message)
        rounds.written.ended = "time" if isinstance(error, EngineTimeout) else "engine"
    return rounds.written


@dataclass
class _Rounds:
    """A few passages at a time: written about, looked through, asked."""

    assistant: Assistant
    model: Model
    check: Check
    asked: list[frozenset[str]]
    order: Order
    written: Written

    def run(self, waiting: Sequence[ShownPassage], report: Report, clock: Clock) -> None:
        began, took = clock(), 0.0
        draws = DRAWS if self.model.here else 1
        starts = range(0, len(waiting), PASSAGES_AT_ONCE)
        for number, (draw, start) in enumerate(product(range(draws), starts)):
            report(number * PASSAGES_AT_ONCE // draws, len(waiting))
            before = clock()
            left = began + settings.ASKING_SECONDS * self.order.time - before
            if left <= took or len(self.written.kept) >= self.order.most:
                self.written.ended = "time" if left <= took else "enough"
                return
            self._round(waiting[start : start + PASSAGES_AT_ONCE], draw, max(left, PATIENCE))
            took = clock() - before
        self.written.ended = "done"

    def _round(self, passages: Sequence[ShownPassage], draw: int, patience: float) -> None:
        requests = [pairs.request(passage, self.assistant, draw, here=self.model.here) for passage in passages]
        answers = complete(self.model, requests, patience)
        found = zip(passages, answers, strict=True)
        new = [one for passage, answer in found for one in pairs.candidates(passage, answer) if self._is_new(one)]
        self.written.passages += len(passages) if draw == 0 else 0
        self.written.tried += len(new)
        self.written.kept += self.check(new, patience)

    def _is_new(self, candidate: Candidate) -> bool:
        words = matter(candidate.question)
        new = not any(near(words, other) for other in self.asked)
        if new:
            self.asked.append(words)
        return new


def _believed(candidates: Sequence[Candidate], patience: float) -> list[Candidate]:
    return list(candidates)


def _in_turn(passages: Iterable[ShownPassage], known: Sequence[Candidate]) -> list[ShownPassage]:
    """Passages worth asking about, those with the fewest questions first, equals from each document in turn."""
    has = Counter(candidate.passage["id"] for candidate in known)
    places: dict[str, int] = defaultdict(int)
    ranked: list[tuple[int, int, int, ShownPassage]] = []
    for number, passage in enumerate(passages):
        if len(passage["text"].split()) >= pairs.FEWEST_WORDS:
            ranked.append((has[passage["id"]], places[passage["document"]], number, passage))
            places[passage["document"]] += 1
    return [passage for *_, passage in sorted(ranked, key=lambda one: one[:3])]
