"""Where a recognised intent leads beside its words: to a person."""

from dataclasses import replace

from assistants.answers import Prepared
from chat.handoff import Reason, request_handoff
from chat.turns import Turn


def routed(prepared: Prepared, turn: Turn) -> Prepared:
    """Asks for a person where the business decided so. When nobody can come, the words say that instead."""
    decided = prepared.decided
    if decided is None or not decided.handoff:
        return prepared
    handoff = request_handoff(turn.question.conversation, Reason.RULE, decided.intent, decided.languages)
    if handoff.comes:
        return prepared
    return replace(prepared, decided=replace(decided, text=f"{decided.lead} {handoff.text}".strip()))
