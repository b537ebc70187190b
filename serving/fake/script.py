"""What the fake engine is to say, how slowly, and how it is to fail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from serving.client.errors import (
    EngineError,
    EngineOverloaded,
    EngineUnavailable,
    InvalidAdapter,
    UnknownAdapter,
)

Fault = Literal["", "overloaded", "unavailable", "unknown_adapter", "invalid_adapter", "broken_off", "silent"]
REFUSALS: dict[str, EngineError] = {
    "overloaded": EngineOverloaded("The queue is full."),
    "unavailable": EngineUnavailable("The engine is starting."),
    "unknown_adapter": UnknownAdapter("There is no such adapter."),
    "invalid_adapter": InvalidAdapter("The adapter's weights were changed after it was published."),
}


@dataclass(frozen=True)
class Rule:
    """Answers `reply` when the last message contains `match`, whatever its case."""

    match: str
    reply: str


@dataclass
class Script:
    """Times in seconds. A fault hits `fault_times` requests (0: all of them).

    `broken_off` (the connection ends) and `silent` (it stays open, mute) strike after `fault_after` tokens,
    the other faults before the first. `adapters`: the names known, or None for any well-formed name. `{model}` in a
    reply stands for the name of the model that was asked. `unlimited`: a request's `max_tokens` is overlooked.
    `reads`: it has a reader, as the embedded engine has and vLLM has not.
    """

    reply: str = "Here is what I found [1]."
    rules: list[Rule] = field(default_factory=list)
    first_delay: float = 0.0
    token_delay: float = 0.0
    fault: Fault = ""
    fault_times: int = 0
    fault_after: int = 0
    adapters: list[str] | None = None
    unlimited: bool = False
    reads: bool = False

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> Script:
        """A script from JSON; raises ValueError or TypeError for what it does not know."""
        if body.get("fault", "") not in get_args(Fault):
            raise ValueError(f"fault must be one of {', '.join(get_args(Fault))}")
        rules = [Rule(**rule) for rule in body.get("rules", [])]
        return cls(**{**body, "rules": rules})

    def tokens(self, question: str, model: str = "") -> list[str]:
        """The answer of `model` to `question`, word by word."""
        found = (rule.reply for rule in self.rules if rule.match.lower() in question.lower())
        return re.findall(r"\s*\S+", next(found, self.reply).replace("{model}", model))

    def next_fault(self) -> Fault:
        """The fault of the coming request, counted down."""
        fault = self.fault
        if self.fault_times:
            self.fault_times -= 1
            self.fault = self.fault if self.fault_times else ""
        return fault
