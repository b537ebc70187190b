"""Which way of learning to take for some data on some machine, and why, in words."""

from collections.abc import Callable
from dataclasses import dataclass

from assistants.catalogue.machine import Machine
from assistants.catalogue.models import FoundationModel
from assistants.catalogue.recommend import LONGEST_MINUTES, PATIENCE_MINUTES, fits
from tuning.job.files import Method

FEWEST_SHOTS = 4
FEWEST_TO_TRAIN = 20
MANY_ROWS = 200
MUCH_TEXT = 500
OWN_WORDS = 100
TOPICS = 4
READING, BESIDE = 1.4, 1.3
"""How much longer a stage of reading, or the tasks beside answering, make a training, roughly."""

# All of these are judgement. Those of sequential and multi-task learning are high, because neither has been compared
# with plain transfer on many businesses yet.


@dataclass(frozen=True)
class Task:
    """What there is to learn from, and on what.

    `rows`: training rows; `own_words`: those whose answer the business wrote itself; `topics`: pages that they are
    about; `passages`: of those pages. `skill`: the base has the shared reading skill. `minutes`: of a plain training.
    """

    rows: int
    own_words: int
    topics: int
    passages: int
    skill: bool
    minutes: float
    model: FoundationModel
    machine: Machine


@dataclass(frozen=True)
class Advice:
    """The method to take, and one sentence for each reason."""

    method: Method
    reasons: list[str]


def recommend_method(task: Task) -> Advice:
    """The first method that has a reason of its own; else from the skill, or without one from the base."""
    rules: tuple[tuple[Method, Callable[[Task], str]], ...] = (
        ("few_shot", _cannot_train),
        ("multi_task", _has_a_voice),
        ("sequential", _has_a_language),
    )
    for method, rule in rules:
        if reason := rule(task):
            return Advice(method, [reason, *([] if method == "few_shot" else [_effort(task)])])
    return _plain(task)


def _cannot_train(task: Task) -> str:
    if FEWEST_SHOTS <= task.rows < FEWEST_TO_TRAIN:
        return (
            f"There are {task.rows} approved examples: too few to train on ({FEWEST_TO_TRAIN} are needed), enough to "
            "show it the nearest ones with each question."
        )
    if not fits(task.model, task.machine):
        wanted = task.model.train_gb(task.machine)
        return f"Training {task.model.name} takes about {wanted:g} GB, more than this machine can give."
    if task.minutes > LONGEST_MINUTES:
        return f"Training {task.model.name} here would take about {task.minutes / 60:.0f} hours."
    return ""


def _has_a_voice(task: Task) -> str:
    enough = task.rows >= MANY_ROWS and task.own_words >= OWN_WORDS and task.topics >= TOPICS
    if not enough or task.minutes * BESIDE > PATIENCE_MINUTES:
        return ""
    return (
        f"{task.own_words} of the {task.rows} answers are in your own words, about {task.topics} topics: enough to "
        "learn your tone and what a message is about together with answering."
    )


def _has_a_language(task: Task) -> str:
    if task.rows < MANY_ROWS or task.passages < MUCH_TEXT or task.minutes * READING > PATIENCE_MINUTES:
        return ""
    return (
        f"There is much text ({task.passages} passages) beside {task.rows} examples: reading it first makes your words "
        "familiar before it learns to answer."
    )


def _plain(task: Task) -> Advice:
    if not task.skill:
        reason = (
            f"There is no shared skill for {task.model.name}, so it learns to read, cite and refuse from yours alone."
        )
        few = f"{task.rows} examples are few for that: expect more from {MANY_ROWS} on."
        return Advice("task_specific", [reason, *([few] if task.rows < MANY_ROWS else []), _effort(task)])
    reason = "The shared skill reads, cites and refuses already; your examples teach it your words and your pages."
    return Advice("transfer", [reason, _effort(task), _others(task)])


def _effort(task: Task) -> str:
    place = f"the GPU ({task.machine.gpu_gb:g} GB)" if task.machine.gpu_gb else f"{task.machine.processors} processors"
    return f"{task.rows} examples take about {max(1, round(task.minutes))} minutes on {place}."


def _others(task: Task) -> str:
    wanted = [
        f"{MANY_ROWS} examples (there are {task.rows})" if task.rows < MANY_ROWS else "",
        f"{MUCH_TEXT} passages or {OWN_WORDS} answers of your own (there are {task.passages} and {task.own_words})"
        if task.passages < MUCH_TEXT and task.own_words < OWN_WORDS
        else "",
        f"a faster machine, to stay under {PATIENCE_MINUTES:.0f} minutes"
        if task.minutes * BESIDE > PATIENCE_MINUTES
        else "",
    ]
    return f"Sequential and multi-task learning pay with {', '.join(filter(None, wanted)) or 'more pages or topics'}."
