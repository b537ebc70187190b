"""What the bot says and does when it recognises an intent."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistants.intents.models import Intent
from assistants.phrases import phrase

HANDOFF_TEXT = "I will pass you on to a person."
LINK_TEXT = {Intent.Action.LINK: "Open the page", Intent.Action.FORM: "Open the form"}


@dataclass(frozen=True)
class Decided:
    """An answer that needs no model. `handoff`: a person is asked to take over.

    `lead` begins the answer whether or not a person can come; `languages` are those of the message.
    """

    intent: str
    text: str
    handoff: bool = False
    lead: str = ""
    languages: tuple[str, ...] = ()


def decide(intent: Intent, languages: Sequence[str] = ()) -> Decided:
    """The intent's action, in words for the visitor (Markdown): the business's own, and ours in one of `languages`."""
    if intent.action == Intent.Action.HANDOFF:
        return Decided(intent.name, intent.text or phrase(HANDOFF_TEXT, languages), handoff=True)
    if intent.action in LINK_TEXT:
        label = phrase(LINK_TEXT[Intent.Action(intent.action)], languages)
        link = f"[{label}]({intent.url})"
        return Decided(intent.name, f"{intent.text}\n\n{link}".strip())
    return Decided(intent.name, intent.text)
