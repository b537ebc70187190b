"""From what the engine wrote to what a visitor sees."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistants.words import sentences, words
from tuning.job import prompt

_MARK = re.compile(r"\s*\[\d{1,3}(?:\s*[,;]\s*\d{1,3})*\]")
_PREFIX = re.compile(r"^(?:answer|assistant)\s*:\s*", re.IGNORECASE)
_ENDED = re.compile(r"[.!?…:\"'”’)\]]$")


@dataclass(frozen=True)
class Answer:
    """`citations` are places in the passages shown, from 1, in order of first use.

    `partial`: it is not exactly what was asked for, but what the page says nearest to it.
    """

    text: str
    citations: list[int] = field(default_factory=list)
    refused: bool = False
    partial: bool = False

    @property
    def plain(self) -> str:
        """The text without citation marks."""
        return prompt.strip_citations(self.text)


REFUSED = Answer(prompt.REFUSAL, refused=True)


def read(text: str, hits: Sequence[object], *, cut: bool = False, refusal: str = prompt.REFUSAL) -> Answer:
    """The answer in `text`, given the passages shown.

    Marks of passages that do not exist go, and so do a sentence said twice and a refusal after an answer. `cut`: the
    engine stopped at its token limit, so a half sentence at the end goes too. A refusal cites nothing; an answer
    without a word is a refusal. `refusal`: how one is put to this visitor, if not in English.
    """
    text = without_echo(_PREFIX.sub("", text.strip()), cut)
    if prompt.is_refusal(text) or text.startswith(refusal):
        return Answer(prompt.strip_citations(text) if refusal == prompt.REFUSAL else refusal, refused=True)
    text = text.partition(prompt.REFUSAL)[0].partition(refusal)[0]
    text = _MARK.sub(lambda mark: mark[0] if prompt.citations(mark[0], len(hits)) else "", text).strip()
    if not words(prompt.strip_citations(text)):
        return REFUSED if refusal == prompt.REFUSAL else Answer(refusal, refused=True)
    return Answer(text, prompt.citations(text, len(hits)))


def without_echo(text: str, cut: bool = False) -> str:
    """Sentences that were said before (a small model's loop) and, if `cut`, an unfinished last one are left out."""
    seen: set[str] = set()
    lines = [[sentence for sentence in sentences(line) if _is_new(sentence, seen)] for line in text.splitlines()]
    if cut and sum(map(len, lines)) > 1:
        last = next(line for line in reversed(lines) if line)
        if not _ENDED.search(last[-1]):
            last.pop()
    return "\n".join(" ".join(line) for line in lines).strip()


def _is_new(sentence: str, seen: set[str]) -> bool:
    plain = " ".join(words(prompt.strip_citations(sentence)))
    new = not plain or plain not in seen
    seen.add(plain)
    return new
