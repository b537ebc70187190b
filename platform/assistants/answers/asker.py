"""Who asks, as far as it matters to the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import get_language_info

from assistants.catalogue import known
from knowledge.search import Loose
from serving.client import Message
from tuning.job import prompt


@dataclass(frozen=True)
class Asker:
    """`languages`: ISO 639-1, preferred first; none where the answer need not be in any. `passages`: of files that
    the asker has sent, searched beside the business's own."""

    languages: Sequence[str] = ()
    passages: Sequence[Loose] = ()


ANYBODY: Final = Asker()


def spoken(base: str, languages: Sequence[str]) -> str:
    """The English name of the first language that the base model speaks; empty where it need not be told any.

    A model of one language answers in that one, whatever it is told: its prompt stays as it was trained.
    """
    models = (model.languages for model in known() if model.slug == base)
    able = next(models, ())
    language = next((language for language in languages if language in able), "")
    return _name(language) if language and len(able) > 1 else ""


def told(messages: list[Message], language: str, refusal: str) -> list[Message]:
    """The same chat with a system message that asks for `language`, and for `refusal` in the place of the English."""
    system, *turns = messages
    said = system["content"].replace(prompt.REFUSAL, refusal)
    return [Message(role="system", content=f"{said}\nAnswer in {language}, also where the passages are not."), *turns]


def _name(language: str) -> str:
    # Django knows no Chinese without its script.
    return str(get_language_info("zh-hans" if language == "zh" else language)["name"])
