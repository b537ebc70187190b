"""Reads OpenAI's chat JSONL: a conversation a line, `{"messages": [{"role", "content"}, …]}`."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chat.openai.errors import ApiError

MOST_ROWS = 10_000
LONGEST_QUESTION = 1_000
LONGEST_ANSWER = 2_000


@dataclass(frozen=True)
class Row:
    """What a user asked and what is to be answered."""

    question: str
    answer: str


class BadFile(ApiError):
    """A file of a job that cannot be learned from; `param` says which of the two, the code too."""

    def __init__(self, param: str, message: str, hint: str) -> None:
        super().__init__(message, hint, param=param, code=f"invalid_{param}")


def rows(content: bytes, param: str) -> list[Row]:
    """The rows of a file; raises BadFile naming the line. `param`: "training_file" or "validation_file"."""
    try:
        lines = content.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise BadFile(param, "The file is not UTF-8 text.", "Save it as UTF-8.") from None
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not 1 <= len(numbered) <= MOST_ROWS:
        raise BadFile(param, f"The file has {len(numbered):,} rows.", f"Send 1 to {MOST_ROWS:,}.")
    return [_row(line, number, param) for number, line in numbered]


def _row(line: str, number: int, param: str) -> Row:
    try:
        return _exchange(_messages(json.loads(line)))
    except (ValueError, RecursionError) as error:
        said = "it is not JSON" if isinstance(error, json.JSONDecodeError | RecursionError) else str(error)
        raise BadFile(
            param, f"Line {number}: {said}.", 'Write {"messages": [{"role": "user", …}, {"role": "assistant", …}]}.'
        ) from None


def _messages(row: object) -> list[Mapping[str, Any]]:
    messages = row.get("messages") if isinstance(row, Mapping) else None
    if not isinstance(messages, list) or not all(isinstance(message, Mapping) for message in messages):
        raise ValueError("`messages` is not a list of messages")
    return messages


def _exchange(messages: list[Mapping[str, Any]]) -> Row:
    """The first question with its answer: it needs nothing that was said before. Weight 0 means: do not learn this."""
    asked = ""
    for message in messages:
        if message.get("role") == "user":
            asked = _text(message, LONGEST_QUESTION)
        if message.get("role") == "assistant" and asked and message.get("weight") != 0:
            return Row(asked, _text(message, LONGEST_ANSWER))
    raise ValueError("no answer of the assistant follows a message of a user")


def _text(message: Mapping[str, Any], most: int) -> str:
    text = "".join(_pieces(message.get("content"))).replace("\0", "").strip()
    if not 0 < len(text) <= most:
        raise ValueError(f"a message of the {message['role']} has {len(text):,} characters, and may have 1 to {most:,}")
    return text


def _pieces(content: object) -> Iterator[str]:
    for part in content if isinstance(content, list) else [{"type": "text", "text": content}]:
        text = part.get("text") if isinstance(part, Mapping) and part.get("type") == "text" else None
        if not isinstance(text, str):
            raise ValueError("a message is not text (images, sounds and calls of tools cannot be learned)")
        yield text
