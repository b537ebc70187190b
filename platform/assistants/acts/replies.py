"""What the bot says to a conversational act: the business's own words, else those in `texts`, one file a language."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistants.acts.recognise import recognise
from assistants.intents.action import HANDOFF_TEXT, Decided
from assistants.models import Assistant
from assistants.phrases import phrase

FOLDER = Path(__file__).parent / "texts"
ENGLISH = "en"
FOR_PEOPLE = frozenset({"wants_human", "complaint", "order_status"})
"""Acts that only a person can help with."""
OPENED = frozenset({"greeting", "thanks"})
"""Acts that are answered in front of the answer when a question follows."""


@dataclass(frozen=True)
class Met:
    """`decided`: the whole answer to an act. Else `question` is what to answer, and `opening` goes in front of it."""

    question: str
    opening: str = ""
    decided: Decided | None = None


def meet(assistant: Assistant, text: str, languages: Sequence[str] = ()) -> Met:
    """What a visitor's message asks beside being polite. Acts that the business has switched off are not noticed."""
    found = recognise(text, languages)
    if found is None or not is_on(assistant, found.act):
        return Met(text)
    spoken = [found.language, *languages]
    if not found.rest:
        return Met(text, decided=reply(assistant, found.act, spoken))
    opening = said(f"{found.act}_opening", spoken) if found.act in OPENED else ""
    return Met(found.rest, opening)


def reply(assistant: Assistant, act: str, languages: Sequence[str] = ()) -> Decided:
    """The answer to an act, in the first of `languages` that there are words in."""
    own = assistant.acts.get(act, {}).get("text", "")
    words = own or said(act, languages).format(name=assistant.name, business=assistant.tenant.name)
    if act not in FOR_PEOPLE:
        return Decided(act, words)
    handed = f"{words} {phrase(HANDOFF_TEXT, languages)}"
    return Decided(act, handed, handoff=True, lead=words, languages=tuple(languages))


def is_on(assistant: Assistant, act: str) -> bool:
    """Whether the business lets the bot answer this act by itself."""
    return bool(assistant.acts.get(act, {}).get("on", True))


def said(name: str, languages: Sequence[str]) -> str:
    """The platform's words of this name; {name} and {business} stand for the assistant and its business."""
    language = next((language for language in languages if (FOLDER / f"{language}.json").is_file()), ENGLISH)
    return _texts(language)[name]


@cache
def _texts(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((FOLDER / f"{language}.json").read_text("utf-8"))
    return found
