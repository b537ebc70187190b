"""What a training will take, before it starts, and what it took: tokens, time and money."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.conf import settings

from assistants import skill
from assistants.answers.compose import voice
from assistants.catalogue import price
from assistants.catalogue.tokens import tokens_per_character
from assistants.errors import NotReady
from assistants.exchange import chat
from assistants.models import Assistant, Dataset, Example, Training
from assistants.training.pace import pace
from assistants.training.params import check, plan
from tuning.job.files import Train

TEMPLATE_TOKENS = 18
"""What a chat template adds to a question and its answer: roles and the ends of turns."""


@dataclass(frozen=True)
class Estimate:
    """`seconds` are those of the training, `total_seconds` last to the verdict. `limited`: the time limit ends it.

    `measured`: trainings of this installation that the speed was taken from. `price`: of 1,000 tokens.
    """

    rows: int
    tokens: int
    seconds: float
    total_seconds: float
    tokens_per_second: float
    measured: int
    limited: bool
    price: float
    cost: float
    currency: str


@dataclass(frozen=True)
class Actual:
    """What a finished training took, in the units of its Estimate."""

    tokens: int
    seconds: float
    total_seconds: float | None
    cost: float
    currency: str


def estimate(
    assistant: Assistant, dataset: Dataset | None, params: Mapping[str, object], *, approve_all: bool
) -> Estimate:
    """Of a training on these rows with these parameters. Raises BadParameters, and NotReady without built rows."""
    if dataset is None or dataset.built_at is None:
        raise NotReady(
            "How long it takes can be said when the examples are made.", "Make examples first: that takes a minute."
        )
    chosen = plan(check(params), skill=skill.folder(assistant.base) is not None).train
    rows = dataset.trainable(approve_all=approve_all).filter(split=Example.Split.TRAIN)
    lengths = _lengths(assistant, list(rows.order_by("pk")), chosen.max_tokens)
    return _foreseen(assistant.base, chosen, len(lengths), _seen(sum(lengths), len(lengths), chosen))


def foresee(training: Training) -> None:
    """Notes the estimate of a training whose rows are there, once."""
    if training.estimate or training.dataset.built_at is None:
        return
    approve_all = bool(training.params.get("approve_all"))
    training.estimate = asdict(estimate(training.assistant, training.dataset, training.params, approve_all=approve_all))
    training.save(update_fields=["estimate"])


def actual(training: Training) -> Actual | None:
    """What it took; None while it has not got so far."""
    tokens, seconds = training.result.get("tokens"), training.result.get("seconds")
    if not tokens or not seconds:
        return None
    job, foreseen = training.job, training.estimate
    # A second attempt went on where the first one stopped.
    began, ended = (job.started_at, job.finished_at) if job.attempt == 1 else (None, None)
    total = (ended - began).total_seconds() if began and ended else None
    each = foreseen.get("price", price(training.base))
    return Actual(tokens, seconds, total, tokens / 1000 * each, foreseen.get("currency", settings.CURRENCY))


def _lengths(assistant: Assistant, rows: list[Example], most: int) -> list[float]:
    """Tokens of each row, a longer one shortened to what the trainer takes."""
    speaks = voice(assistant)
    texts = ["\n".join([*(turn["content"] for turn in chat.asked(row, speaks)), row.answer]) for row in rows]
    each = tokens_per_character(assistant.base, texts)
    return [min(most, len(text) * each + TEMPLATE_TOKENS) for text in texts]


def _seen(tokens: float, rows: int, train: Train) -> float:
    """Tokens over all epochs, in whole steps as the trainer goes."""
    per_epoch = -(-rows // train.batch_size) or 1
    return tokens * max(1, round(train.epochs * per_epoch)) / per_epoch


def _foreseen(base: str, train: Train, rows: int, tokens: float) -> Estimate:
    here, limit = pace(base), train.max_minutes * 60 if train.max_minutes else None
    needed = tokens / here.tokens_per_second
    limited = limit is not None and needed > limit
    seconds = min(needed, limit) if limit is not None else needed
    done = round(seconds * here.tokens_per_second)
    each = price(base)
    return Estimate(
        rows=rows,
        tokens=done,
        seconds=round(seconds, 1),
        total_seconds=round(seconds + here.overhead, 1),
        tokens_per_second=round(here.tokens_per_second, 1),
        measured=here.measured,
        limited=limited,
        price=each,
        cost=round(done / 1000 * each, 4),
        currency=settings.CURRENCY,
    )
