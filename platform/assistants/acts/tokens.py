"""A message as tokens that forgive how people type: capitals, accents, stretched letters, no apostrophes."""

import re
import unicodedata
from dataclasses import dataclass

# A character of Chinese or Japanese, a word (letters may be starred out), or a pictograph.
_TOKEN = re.compile(
    r"[\u3005-\u3007\u3041-\u30ff\u3400-\u9fff]"
    r"|[^\W_\u3005-\u3007\u3041-\u30ff\u3400-\u9fff](?:[^\W_\u3005-\u3007\u3041-\u30ff\u3400-\u9fff]|[\u064b-\u0655\u0640*]"
    r"|['’`´ʼ](?=[^\W_]))*"
    r"|[\u2600-\u27bf\U0001f300-\U0001faff](?<![\U0001f3fb-\U0001f3ff])"
)
_MARKS = re.compile(r"[\u0300-\u036f\u0640\u064b-\u0655\u0670'’`´ʼ]")
_REPEATED = re.compile(r"([^\W\d_])\1+")
_STARS = re.compile(r"\*+")
_PLAIN = str.maketrans({"ł": "l", "ı": "i", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})


@dataclass(frozen=True)
class Token:
    """`text`: folded; `start` and `end`: where it stands in the message."""

    text: str
    start: int
    end: int


def tokens(message: str) -> list[Token]:
    """The folded words of a message in NFC; each character of Chinese or Japanese and each emoji is one of its own."""
    return [Token(fold(found[0]), found.start(), found.end()) for found in _TOKEN.finditer(message)]


def fold(word: str) -> str:
    """A word as it is compared: "Hallooo" and "halo" are the same, and so are "ça" and "CA"."""
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", word.casefold()))
    plain = unicodedata.normalize("NFC", bare).translate(_PLAIN)
    return _REPEATED.sub(r"\1", _STARS.sub("x", plain))
