"""OpenAI's chat format for fine-tuning: one JSON object a line, {"messages": [{"role", "content"}, …]}.

https://platform.openai.com/docs/guides/supervised-fine-tuning
"""

import json
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import pairwise
from typing import Any, NamedTuple

from assistants.examples.records import ShownPassage
from assistants.exchange.draft import Draft, RowProblem
from assistants.models import Example
from assistants.words import storable
from tuning.job import prompt

ROLES = frozenset({"system", "developer", "user", "assistant"})
ASKED = "Question: "
_NEXT_PASSAGE = re.compile(r"\n\n(?=\[\d+\] )")


class Turn(NamedTuple):
    """One message; an assistant's turn of weight 0 is context and not learned."""

    role: str
    text: str
    learned: bool


def write(rows: Iterable[Example], voice: prompt.AssistantPrompt) -> str:
    """A line per row: what the model reads in training and in serving, and the answer wanted."""
    lines = ({"messages": [*asked(row, voice), _message("assistant", row.answer)]} for row in rows)
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def asked(row: Example, voice: prompt.AssistantPrompt) -> list[prompt.Message]:
    """As the tuning program shows it: a replay row stands without instructions."""
    if row.kind == Example.Kind.REPLAY:
        return [_message("user", row.question)]
    passages = [prompt.PromptPassage(passage["title"], passage["text"]) for passage in row.passages]
    return prompt.messages(voice, passages, row.question)


def lines(text: str) -> Iterator[tuple[int, str]]:
    """(line number from 1, line) of each line that is not blank."""
    return ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def read(line: str) -> list[Draft]:
    """A draft for each assistant turn that answers a user's. Raises RowProblem."""
    turns = [_turn(message) for message in _messages(line)]
    if not any(turn.role == "assistant" for turn in turns):
        raise RowProblem("has no assistant turn")
    found = [(asked, said) for asked, said in pairwise(turns) if (asked.role, said.role) == ("user", "assistant")]
    if not found:
        raise RowProblem("has no assistant turn that follows a user's")
    return [_draft(asked.text, said.text) for asked, said in found if said.learned]


def _message(role: str, content: str) -> prompt.Message:
    return prompt.Message(role=role, content=content)


def _messages(line: str) -> list[Any]:
    try:
        body = json.loads(line)
    except (ValueError, RecursionError):
        raise RowProblem("is not JSON") from None
    messages = body.get("messages") if isinstance(body, dict) else None
    if not isinstance(messages, list) or not messages:
        raise RowProblem('holds no list "messages"')
    return messages


def _turn(message: object) -> Turn:
    if not isinstance(message, dict) or message.get("role") not in ROLES:
        raise RowProblem("has a message whose role is not one of system, developer, user and assistant")
    return Turn(message["role"], _text(message.get("content")), message.get("weight") != 0)


def _text(content: object) -> str:
    if isinstance(content, list):
        content = "\n".join(_part(part) for part in content)
    if content is not None and not isinstance(content, str):
        raise RowProblem("has a message whose content is not text")
    return storable(content or "").strip()


def _part(part: object) -> str:
    text = part.get("text") if isinstance(part, dict) and part.get("type") == "text" else None
    if not isinstance(text, str):
        raise RowProblem("has a message with something else than text in it")
    return text


def _draft(asked: str, said: str) -> Draft:
    """Takes a user's message in the form of our own prompt apart; any other is the question as it is."""
    shown, found, question = asked.rpartition(f"\n\n{ASKED}")
    blocks = _NEXT_PASSAGE.split(shown)
    if found and all(block.startswith(f"[{number}] ") for number, block in enumerate(blocks, 1)):
        return Draft(question, said, [_passage(block.split("] ", 1)[1]) for block in blocks])
    return Draft(asked.removeprefix(ASKED).strip(), said)


def _passage(block: str) -> ShownPassage:
    """The first line of a passage is its title, where there is one; the prompt renders it as it was either way."""
    title, more, text = block.partition("\n")
    if not more:
        title, text = "", block
    name = f"import-{sha256(block.encode()).hexdigest()[:16]}"
    return ShownPassage(id=name, document=name, title=title, url="", text=text)
