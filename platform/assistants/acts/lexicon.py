"""What people of a language say, by act: one file a language in `lexicons`, `any.json` for what all of them say.

`lists`: named alternatives for templates. `filler`: what stands around anything ("please", "mate"). `whole`: templates
by act that say it only when nothing else is said. `cues`: templates by act that say it wherever they stand, unless one
of `general` is found, by which people ask how something is done in general.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistants.acts.templates import Choice, Reader

FOLDER = Path(__file__).parent / "lexicons"
SHARED = "any"
FILLER = ""


@dataclass(frozen=True)
class Lexicon:
    """`whole` holds the fillers under FILLER. `words`: every word in it, to put mistyped ones right by."""

    language: str
    whole: dict[str, Choice]
    cues: dict[str, Choice]
    general: Choice
    words: frozenset[str]

    def cued(self, words: Sequence[str]) -> set[str]:
        """The acts that a cue in these folded words stands for; none in a question of a general kind."""
        found = {act for act, cue in self.cues.items() if _stands_in(cue, words)}
        return set() if found and _stands_in(self.general, words) else found


@cache
def languages() -> tuple[str, ...]:
    """The languages that there is a lexicon of: English first, the others by name."""
    return tuple(sorted((file.stem for file in FOLDER.glob("??.json")), key=lambda name: (name != "en", name)))


@cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of a language, with what all languages share."""
    shared, own = _read(SHARED), _read(language)
    reader = Reader(own["lists"])
    whole = {FILLER: reader.read(shared["filler"] + own["filler"])}
    for act in shared["whole"] | own["whole"]:
        whole[act] = reader.read(shared["whole"].get(act, []) + own["whole"].get(act, []))
    known = frozenset(reader.words)
    cues = {act: reader.read(templates) for act, templates in own["cues"].items()}
    return Lexicon(language, whole, cues, reader.read(own["general"]), known)


def _stands_in(said: Choice, words: Sequence[str]) -> bool:
    return any(said.ends(words, start) for start in range(len(words)))


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return found
