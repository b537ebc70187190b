"""Who sits an exam, and against whom the candidate is judged."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from assistants import skill
from assistants.answers.compose import BARE, LIVE, Version, version_of
from assistants.models import Adapter, Assistant

Name = Literal["few_shot", "base", "skill", "live", "candidate"]
RIVALS: tuple[Name, ...] = ("live", "skill", "base")
"""What may be live, in the order in which it is looked for: of a card's arms the first of these is what was live."""


@dataclass(frozen=True)
class Arm:
    """A part in an exam, and the version that answers in it."""

    name: str
    version: Version


def live_arm(assistant: Assistant) -> Arm:
    """What visitors get now, under the name of what that is."""
    name: Name = "live" if assistant.live_adapter else "skill" if skill.published(assistant.base) else "base"
    return Arm(name, version_of(assistant, LIVE))


def arms(assistant: Assistant, candidate: Adapter) -> list[Arm]:
    """The bare base with few-shot prompts, the shared skill if the base has one, what is live, and the candidate.

    Before the first promotion the skill (or the bare base) is what is live: then it is one arm, not two.
    """
    shown = Version("", "", candidate.training.dataset_id)
    weights = skill.published(assistant.base)
    found = [Arm("few_shot", shown), Arm("skill", Version(weights, weights)) if weights else Arm("base", BARE)]
    live = live_arm(assistant)
    if live.name == "live":
        found = [arm for arm in found if arm.name != "base"] + [live]
    return [*found, Arm("candidate", version_of(assistant, candidate))]


def rival_of(names: Collection[str]) -> str:
    """Of the names of an exam's arms, the one that the candidate is judged against."""
    return next(name for name in RIVALS if name in names)
