"""The asking prompt: a passage in, the questions that a customer would ask about it out, each with its answer.

Training and serving build it here, as `tuning.job.prompt` does for answers. The instructions say everything that a
larger model needs, so that one may write the questions instead of the skill. The number comes last: an engine's prefix
cache can keep the rest.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from tuning.job.prompt import Message, PromptPassage, clean

MOST = 5
"""Questions that are asked for at once, at most."""
SYSTEM = (
    "Write the questions that customers ask about the passage. Each must make sense without it. "
    "Copy each answer from the passage, as short as possible. Write two lines for each: Q: and A:"
)
_LINE = re.compile(
    r"^[\W\d_]*(?P<who>[QA])(?:uestion|nswer)?[\s\d*]*:[\s*]*(?P<text>.*?)[\s*]*$", re.IGNORECASE | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, and the span of the passage that answers it."""

    question: str
    answer: str


def messages(passage: PromptPassage, count: int) -> list[Message]:
    """The chat to complete: the instructions, then the passage and how many questions are wanted."""
    title, text = clean(passage.title), clean(passage.text)
    shown = text if text.startswith(title) else f"{title}\n{text}"
    return [
        Message(role="system", content=SYSTEM),
        Message(role="user", content=f"{shown}\n\nQuestions: {count}"),
    ]


def render(pairs: Iterable[Pair]) -> str:
    """Pairs as the model is to write them."""
    return "\n".join(f"Q: {pair.question}\nA: {pair.answer}" for pair in pairs)


def read(text: str, *, cut: bool = False) -> list[Pair]:
    """The whole pairs in what a model wrote; numbers and bold type are overlooked.

    `cut`: it stopped at its token limit, so the answer that ends the text may lack words and is left out.
    """
    lines = [(match["who"].upper(), match["text"]) for match in _LINE.finditer(text)]
    found = [
        Pair(question, answer)
        for (asks, question), (answers, answer) in pairwise(lines)
        if (asks, answers) == ("Q", "A") and question and answer
    ]
    return found[:-1] if cut and lines and lines[-1][0] == "A" else found


def _template_sha256() -> str:
    """Over renderings, so that it changes exactly when what the model reads or writes does."""
    passages = [PromptPassage("T1", "text"), PromptPassage("", "text"), PromptPassage("text", "text more")]
    rendered = [messages(passage, count) for count, passage in enumerate(passages, 1)]
    return hashlib.sha256(json.dumps([rendered, render([Pair("q?", "a")])], sort_keys=True).encode()).hexdigest()


TEMPLATE_SHA256 = _template_sha256()
