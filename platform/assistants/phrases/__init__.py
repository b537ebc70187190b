"""What the platform itself says to visitors, in their language.

Each file here holds the sentences of one language under the English ones: English is what the code says, and what
stands where a language has no sentence.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
ENGLISH = "en"


def phrase(english: str, languages: Sequence[str]) -> str:
    """The sentence in the first of `languages` (ISO 639-1, preferred first) that there are sentences in."""
    language = next((language for language in languages if language in known()), ENGLISH)
    return _sentences(language).get(english, english)


@cache
def known() -> frozenset[str]:
    """The languages that there are sentences in."""
    return frozenset({ENGLISH, *(file.stem for file in FOLDER.glob("*.json"))})


def english(said: str) -> str:
    """The English sentence that `said` is a translation of; `said` itself if it is none of ours."""
    return _originals().get(said, said)


@cache
def _originals() -> dict[str, str]:
    return {said: original for language in known() for original, said in _sentences(language).items()}


@cache
def _sentences(language: str) -> dict[str, str]:
    file = FOLDER / f"{language}.json"
    found: dict[str, str] = json.loads(file.read_text("utf-8")) if language != ENGLISH else {}
    return found
