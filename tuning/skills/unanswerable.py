"""Questions that the passages almost answer, made from ones that they do answer, without training.

Swapping a name or a number of the question for another of the same kind teaches a reader more than learnt edits do
(arXiv 2310.19403, whose finding this follows).
"""

import random
import re

NUMBER = re.compile(r"(?<![\w.])\d[\d,.]*\d|(?<![\w.])\d(?![\w.])")
NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w’'-]+(?: (?:of |the |and )?[A-Z][\w’'-]+)*")
OPPOSITES = (
    ("first", "last"), ("largest", "smallest"), ("highest", "lowest"), ("most", "least"), ("before", "after"),
    ("largest", "cheapest"), ("oldest", "newest"), ("north", "south"), ("east", "west"), ("always", "never"),
    ("minimum", "maximum"), ("start", "end"), ("longest", "shortest"), ("male", "female"), ("win", "lose"),
)  # fmt: skip


class Swapper:
    """Draws swaps from the names and numbers of some texts."""

    def __init__(self, texts: list[str], chance: random.Random) -> None:
        self._chance = chance
        self._pools = {
            kind: sorted({found for text in texts for found in kind.findall(text)}) for kind in (NAME, NUMBER)
        }

    def swapped(self, question: str, shown: str) -> str:
        """The question about something that the passages `shown` do not mention; "" where nothing can be swapped."""
        for kind in (NAME, NUMBER):
            held = [name for name in kind.findall(question) if name in shown]
            others = [other for other in self._pools[kind] if other.lower() not in f"{shown} {question}".lower()]
            if held and others:
                return question.replace(self._chance.choice(held), self._chance.choice(others))
        return self._opposite(question, shown)

    def _opposite(self, question: str, shown: str) -> str:
        for pair in OPPOSITES:
            for one, other in (pair, pair[::-1]):
                if re.search(rf"\b{one}\b", question) and not re.search(rf"\b{other}\b", shown, re.IGNORECASE):
                    return re.sub(rf"\b{one}\b", other, question)
        return ""
