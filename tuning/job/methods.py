"""The methods: ways to learn over one trainer.

A method says where the weights start and which stages follow. A stage is one run of the trainer over rows of some
kinds, judged by held-out rows. docs/methods/ says when to choose which.
"""

from dataclasses import dataclass

from tuning.job.records import Kind, Method

ANSWERING: frozenset[Kind] = frozenset({"answer", "refusal", "replay", "questions"})
READING: frozenset[Kind] = frozenset({"reading"})
BESIDE: frozenset[Kind] = frozenset({"intent", "tone"})


@dataclass(frozen=True, slots=True)
class Stage:
    """One run of the trainer: it learns from rows of the kinds `learns` and is judged by those of `judged`.

    `epochs`: passes over its rows, None for the job's. `share`: of the job's `max_minutes`.
    """

    name: str
    learns: frozenset[Kind]
    judged: frozenset[Kind]
    epochs: float | None = None
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Strategy:
    """`from_skill`: the weights go on from the shared reading skill, where the base has one, else from the base."""

    from_skill: bool
    stages: tuple[Stage, ...]


METHODS: dict[Method, Strategy] = {
    # Nothing is trained: the nearest approved rows stand in the prompt (Brown et al. 2020, arXiv 2005.14165).
    "few_shot": Strategy(from_skill=True, stages=()),
    "transfer": Strategy(from_skill=True, stages=(Stage("answering", ANSWERING, ANSWERING),)),
    # First the domain's language, then the task (Gururangan et al. 2020, arXiv 2004.10964).
    "sequential": Strategy(
        from_skill=True,
        stages=(
            Stage("reading", READING, READING, epochs=1.0, share=0.3),
            Stage("answering", ANSWERING, ANSWERING, share=0.7),
        ),
    ),
    "task_specific": Strategy(from_skill=False, stages=(Stage("answering", ANSWERING, ANSWERING),)),
    # The other tasks only help: what counts are held-out answers.
    "multi_task": Strategy(from_skill=True, stages=(Stage("together", ANSWERING | BESIDE, ANSWERING),)),
}
