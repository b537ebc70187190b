"""The method of a training: what a business may choose, and what is chosen for it."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Final

from assistants import skill
from assistants.catalogue import Advice, Task, find, recommend_method, this_machine
from assistants.catalogue.recommend import EPOCHS, TOKENS_PER_EXAMPLE
from assistants.catalogue.recommend_method import FEWEST_SHOTS, FEWEST_TO_TRAIN
from assistants.errors import BaseNotInstalled
from assistants.models import Assistant, Dataset, Example, Training
from assistants.training.pace import pace
from assistants.training.rows import OWN_WORDS, topic
from tuning.job.files import Method
from tuning.job.methods import METHODS

AUTO: Final = "auto"
NAMES: dict[Method, str] = {
    "few_shot": "Few-shot",
    "transfer": "Transfer",
    "sequential": "Sequential",
    "task_specific": "Task-specific",
    "multi_task": "Multi-task",
}
SAID: dict[Method, str] = {
    "few_shot": "Trains nothing: shows your nearest approved answers with each question.",
    "transfer": "Goes on from the shared reading skill with your examples.",
    "sequential": "First reads your pages, then learns to answer from them.",
    "task_specific": "Learns answering from your examples alone, from the bare base model.",
    "multi_task": "Learns answering, what a message is about, and your tone together.",
}


def named(text: object) -> Method | None:
    """The method of that name."""
    return next((method for method in METHODS if method == text), None)


def fewest(method: Method) -> int:
    """Approved training rows that it needs."""
    return FEWEST_SHOTS if method == "few_shot" else FEWEST_TO_TRAIN


def advise(assistant: Assistant, dataset: Dataset, *, approve_all: bool) -> Advice:
    """What to take for these rows on this machine. Raises BaseNotInstalled for a model that is not known any more."""
    model = find(assistant.base)
    if model is None:
        raise BaseNotInstalled(f"The model {assistant.base} is not installed.", "Install it on the models page first.")
    rows = dataset.trainable(approve_all=approve_all).filter(split=Example.Split.TRAIN)
    answers = list(rows.filter(kind=Example.Kind.ANSWER).only("passages", "document", "origin", "edited"))
    count = rows.count()
    pages = {row.document for row in answers}
    passages = {one["id"] for row in answers for one in row.passages if one["document"] in pages}
    task = Task(
        rows=count,
        own_words=sum(row.edited or row.origin in OWN_WORDS for row in answers),
        topics=len({topic(row) for row in answers} - {""}),
        passages=len(passages),
        skill=skill.folder(assistant.base) is not None,
        minutes=count * TOKENS_PER_EXAMPLE * EPOCHS / pace(assistant.base).tokens_per_second / 60,
        model=model,
        machine=this_machine(),
    )
    return recommend_method(task)


def chosen(params: Mapping[str, object], advice: Advice) -> Method:
    """What the business set, else what is recommended."""
    if params.get("from_scratch"):
        return "task_specific"
    return named(params.get("method", AUTO)) or advice.method


def settle(training: Training) -> None:
    """Chooses the method of a training whose rows are there, once, and keeps what was recommended."""
    if training.method or training.dataset.built_at is None:
        return
    approve_all = bool(training.params.get("approve_all"))
    advice = advise(training.assistant, training.dataset, approve_all=approve_all)
    training.method, training.advice = chosen(training.params, advice), asdict(advice)
    training.save(update_fields=["method", "advice"])
