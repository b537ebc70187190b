"""What a training will take, before it starts, and what it took: tokens, time and money."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.conf import settings

from assistants import skill
from assistants.answers.compose import voice
from assistants.catalogue import price
from assistants.catalogue.tokens import tokens_per_character
from assistants.errors import NotReady
from assistants.models import Assistant, Dataset, Example, Training
from assistants.training import method, rows
from assistants.training.pace import pace
from assistants.training.params import Plan, check, plan
from tuning.job import files, prompt, tasks
from tuning.job.files import Method
from tuning.job.methods import METHODS, Stage

TEMPLATE_TOKENS = 18
"""What a chat template adds to a question and its answer: roles and the ends of turns."""


@dataclass(frozen=True)
class Estimate:
    """`seconds` are those of the training, `total_seconds` last to the verdict, a search counted in.

    `limited`: the time limit ends it.
    `method`: what it is for, chosen or recommended. A few-shot version takes nothing but its exam.
    `measured`: trainings of this installation that the speed was taken from. `price`: of 1,000 tokens.
    """

    method: str
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
    checked = check(params)
    taken = method.chosen(checked, method.advise(assistant, dataset, approve_all=approve_all))
    planned = plan(checked, taken, skill=skill.folder(assistant.base) is not None)
    trained = dataset.trainable(approve_all=approve_all).filter(split=Example.Split.TRAIN)
    return _foreseen(assistant, list(trained.order_by("pk")), taken, planned)


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


def _foreseen(assistant: Assistant, trained: list[Example], taken: Method, planned: Plan) -> Estimate:
    here, each = pace(assistant.base), price(assistant.base)
    lengths = _lengths(assistant, trained, taken, planned.train.max_tokens)
    seconds, limited = 0.0, False
    for stage in METHODS[taken].stages:
        needed = _seen([length for kind, length in lengths if kind in stage.learns], stage, planned)
        needed /= here.tokens_per_second
        limit = planned.train.max_minutes * 60 * stage.share if planned.train.max_minutes else needed
        seconds, limited = seconds + min(needed, limit), limited or needed > limit
    done = round(seconds * here.tokens_per_second)
    search = planned.search_minutes * 60 if METHODS[taken].stages else 0.0
    return Estimate(
        method=taken,
        rows=len(trained),
        tokens=done,
        seconds=round(seconds, 1),
        total_seconds=round(seconds + search + here.overhead, 1),
        tokens_per_second=round(here.tokens_per_second, 1),
        measured=here.measured,
        limited=limited,
        price=each,
        cost=round(done / 1000 * each, 4),
        currency=settings.CURRENCY,
    )


def _lengths(assistant: Assistant, trained: list[Example], taken: Method, most: int) -> list[tuple[files.Kind, float]]:
    """The kind and the tokens of each row of the job, a longer one shortened to what the trainer takes."""
    speaks, shown = voice(assistant), {one.id: one for one in rows.passages(trained)}
    made = rows.examples(trained, taken)
    texts = [_text(one, [shown[name] for name in one.passages], speaks) for one in made]
    each = tokens_per_character(assistant.base, texts)
    lengths = (min(most, len(text) * each + TEMPLATE_TOKENS) for text in texts)
    return [(one.kind, length) for one, length in zip(made, lengths, strict=True)]


def _text(row: files.Example, passages: list[files.Passage], speaks: prompt.AssistantPrompt) -> str:
    """All that the model reads of a row and all that it learns."""
    shown = [prompt.PromptPassage(passage.title, passage.text) for passage in passages]
    if row.kind == "reading":
        return tasks.reading_text(shown)
    if row.kind in ("intent", "tone", "replay"):
        return "\n".join([*(passage.text for passage in shown), row.question, row.answer])
    return "\n".join([*(turn["content"] for turn in prompt.messages(speaks, shown, row.question)), row.answer])


def _seen(lengths: list[float], stage: Stage, planned: Plan) -> float:
    """Tokens over all epochs of a stage, in whole steps as the trainer goes."""
    per_epoch = -(-len(lengths) // planned.train.batch_size) or 1
    epochs = stage.epochs or planned.train.epochs
    return sum(lengths) * max(1, round(epochs * per_epoch)) / per_epoch
