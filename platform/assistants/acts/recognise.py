"""Which conversational act a message is, before anything is searched.

A message is an act when nothing else is said in it ("hi there!") or when a cue leaves no doubt ("my parcel has not
arrived"). One that goes on after a greeting is mixed: what follows is a question to be answered.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from assistants.acts.cover import Piece, cover
from assistants.acts.lexicon import FILLER, Lexicon, languages, lexicon
from assistants.acts.spelling import corrected
from assistants.acts.tokens import Token, tokens

ACTS = (
    *("wants_human", "abuse", "complaint", "order_status", "who_are_you", "feedback", "smalltalk", "goodbye", "thanks"),
    *("greeting", "acknowledgement"),
)
"""What a message of several acts counts as, first of all."""
OPENING = ("greeting", "thanks", "acknowledgement")
"""Acts that a question may follow without so much as a comma."""
LONGEST, SHORT = 40, 8
"""Tokens beyond which a message is no act, and beyond which mistyped words stay as they are."""
_FEWEST_LEFT = 3


@dataclass(frozen=True)
class Recognised:
    """An act, the language it was said in, and for a mixed message the question that is left to be answered."""

    act: str
    language: str
    rest: str = ""


@dataclass(frozen=True)
class _Reading:
    """A message as the speakers of one language would take it."""

    lexicon: Lexicon
    words: list[str]
    pieces: list[Piece]


def recognise(text: str, languages: Sequence[str] = ()) -> Recognised | None:
    """The act of a message, or None for a question to the knowledge. `languages` (ISO 639-1) are tried first."""
    message = unicodedata.normalize("NFC", text)
    found = tokens(message)
    if not found or len(found) > LONGEST:
        return None
    readings = [_read(found, language) for language in _ordered(languages)]
    return _whole(readings) or _cued(message, readings) or _mixed(message, found, readings)


def _ordered(preferred: Sequence[str]) -> list[str]:
    known = languages()
    return list(dict.fromkeys([*(language for language in preferred if language in known), *known]))


def _read(found: Sequence[Token], language: str) -> _Reading:
    own = lexicon(language)
    words = [token.text for token in found]
    if len(words) <= SHORT:
        words = [corrected(word, own.words) for word in words]
    return _Reading(own, words, cover(words, own.whole))


def _whole(readings: Sequence[_Reading]) -> Recognised | None:
    for reading in readings:
        labels = {piece.label for piece in reading.pieces}
        if None not in labels and (act := _foremost(labels)):
            return Recognised(act, reading.lexicon.language)
    return None


def _cued(message: str, readings: Sequence[_Reading]) -> Recognised | None:
    for reading in readings:
        # Nobody praises with a question mark.
        cues = reading.lexicon.cued(reading.words) - ({"feedback"} if message.rstrip().endswith(("?", "？")) else set())
        if act := _foremost(cues):
            return Recognised(act, reading.lexicon.language)
    return None


def _foremost(labels: set[str | None] | set[str]) -> str | None:
    return next((act for act in ACTS if act in labels), None)


def _mixed(message: str, found: Sequence[Token], readings: Sequence[_Reading]) -> Recognised | None:
    """Of all languages, the one that takes most of the beginning as an act."""
    leads = [(reading, _lead(message, found, reading.pieces)) for reading in readings]
    reading, lead = max(leads, key=lambda one: one[1][-1].end if one[1] else 0)
    labels = {piece.label for piece in lead}
    act = next((act for act in OPENING if act in labels), _foremost(labels))
    if act is None:
        return None
    rest = message[found[lead[-1].end].start : _end(message, found, reading.pieces)]
    return Recognised(act, reading.lexicon.language, rest.strip())


def _lead(message: str, found: Sequence[Token], pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces at the beginning that are no part of the question."""
    known = next((number for number, piece in enumerate(pieces) if piece.label is None), 0)
    for last in reversed(range(known)):
        piece, gap = pieces[last], _gap(message, found, pieces[last].end)
        loose = piece.label in OPENING and len(found) - piece.end >= _FEWEST_LEFT and gap != "-"
        if loose or gap.strip(" -"):
            return list(pieces[: last + 1])
    return []


def _end(message: str, found: Sequence[Token], pieces: Sequence[Piece]) -> int:
    """Where the question ends: before thanks and goodbyes that stand apart from it."""
    last = max(number for number, piece in enumerate(pieces) if piece.label is None)
    after = pieces[last + 1 :]
    polite = {piece.label for piece in after} <= {FILLER, "thanks", "goodbye", "greeting"}
    apart = bool(after) and _gap(message, found, pieces[last].end).strip(" -")
    return found[after[0].start].start if polite and apart else len(message)


def _gap(message: str, found: Sequence[Token], place: int) -> str:
    """What stands between two tokens."""
    return message[found[place - 1].end : found[place].start]
