"""Reads the body of `POST /v1/chat/completions`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from assistants.words import storable
from chat.limits import MAX_TEXT
from chat.openai.errors import InvalidRequest, unsupported
from chat.openai.values import flag, number, shown, whole
from serving.client import ChatRequest, Message

MOST_MESSAGES = 500
MOST_STOPS = 4
MOST_TOKENS = 2**31 - 1
SPOKEN = {"user": "user", "assistant": "assistant"}
# Instructions are the assistant's own: its persona and style, which it was trained and examined with.
INSTRUCTIONS = frozenset({"system", "developer"})
REFUSED = {
    "tools": "Assistants answer from the knowledge of the business; they call no functions.",
    "functions": "Assistants answer from the knowledge of the business; they call no functions.",
    "audio": "Answers are text.",
    "logprobs": "Probabilities of tokens are not given.",
}


@dataclass(frozen=True)
class Asked:
    """A question, what was said before it, and how the answer is wanted. None: as the assistant is set."""

    model: object
    question: str
    history: list[Message]
    stream: bool
    include_usage: bool
    max_tokens: int | None
    temperature: float | None
    seed: int | None
    stop: tuple[str, ...]

    def applied(self, request: ChatRequest) -> ChatRequest:
        """`request` with the wishes of this one; the answer may become shorter than its style, never longer."""
        return replace(
            request,
            max_tokens=min(self.max_tokens or request.max_tokens, request.max_tokens),
            temperature=request.temperature if self.temperature is None else self.temperature,
            seed=request.seed if self.seed is None else self.seed,
            stop=(*request.stop, *self.stop),
        )


def parse(body: Mapping[str, Any]) -> Asked:
    """The request in `body`; raises InvalidRequest naming the field. Null is as good as absent."""
    _check_offered(body)
    *history, question = _messages(body.get("messages"))
    if question["role"] != "user":
        raise InvalidRequest("The last message is not the user's.", "End with a question.", param="messages")
    options = body.get("stream_options")
    return Asked(
        model=body.get("model"),
        question=_question(question["content"]),
        # A turn of the assistant that called a function or made a sound said nothing.
        history=[turn for turn in history if turn["content"].strip()],
        stream=flag("stream", body.get("stream")),
        include_usage=isinstance(options, Mapping) and flag("include_usage", options.get("include_usage")),
        max_tokens=_length(body),
        temperature=None if body.get("temperature") is None else number("temperature", body["temperature"], 0, 2),
        seed=None if body.get("seed") is None else whole("seed", body["seed"], -(2**63), 2**63 - 1) % 2**63,
        stop=_stops(body.get("stop")),
    )


def _check_offered(body: Mapping[str, Any]) -> None:
    for name, why in REFUSED.items():
        if body.get(name):
            raise unsupported(name, why)
    if body.get("n") is not None and whole("n", body["n"], 1, 128) != 1:
        raise unsupported("n", "One answer is given.")
    form = body.get("response_format")
    if isinstance(form, Mapping) and form.get("type") not in (None, "text"):
        raise unsupported("response_format", "Answers are text with citations.")


def _messages(given: object) -> list[Message]:
    """The turns of the conversation, oldest first, at least one."""
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_MESSAGES:
        told = f"holds {len(given)} messages" if isinstance(given, list) else f"is {shown(given)}, not a list"
        raise InvalidRequest(f"`messages` {told}.", f"Send 1 to {MOST_MESSAGES} messages.", param="messages")
    turns = [_message(message, f"messages[{place}]") for place, message in enumerate(given)]
    spoken = [turn for turn in turns if turn["role"] not in INSTRUCTIONS]
    if not spoken:
        raise InvalidRequest("There is no message of a user.", "End with a question.", param="messages")
    return spoken


def _message(given: object, where: str) -> Message:
    if not isinstance(given, Mapping):
        raise InvalidRequest(f"`{where}` is {shown(given)}.", "Send an object with role and content.", param=where)
    role = given.get("role")
    if not isinstance(role, str) or role not in {*SPOKEN, *INSTRUCTIONS}:
        hint = "Use system, developer, user and assistant; tools are not supported."
        raise InvalidRequest(f"`{where}.role` is {shown(role)}.", hint, param=where)
    content = given.get("content")
    if role == "assistant" and content is None:
        content = given.get("refusal") or ""
    return Message(role=role, content=_text(content, where))


def _text(content: object, where: str) -> str:
    """The words of a message: a string, or a list of parts of text or, of the assistant, of refusals."""
    if not isinstance(content, list):
        return _words(content, f"{where}.content", where)
    return "\n".join(_part(part, f"{where}.content[{place}]", where) for place, part in enumerate(content))


def _part(part: object, name: str, where: str) -> str:
    kind = part.get("type") if isinstance(part, Mapping) else None
    if not isinstance(part, Mapping) or kind not in ("text", "refusal"):
        told = f"of the type {kind!r}" if isinstance(kind, str) else "no part of text"
        raise InvalidRequest(f"`{name}` is {told[:60]}.", "Images and sounds are not read.", param=where)
    return _words(part.get(kind), f"{name}.{kind}", where)


def _words(given: object, name: str, where: str) -> str:
    if not isinstance(given, str):
        raise InvalidRequest(f"`{name}` is {shown(given)}.", "Send text.", param=where)
    return storable(given)


def _question(text: str) -> str:
    if not text.strip():
        raise InvalidRequest("The last message is empty.", "Ask something.", param="messages")
    if len(text) > MAX_TEXT:
        raise InvalidRequest(
            f"The last message has {len(text):,} characters; the most is {MAX_TEXT:,}.",
            "Shorten it: what the business knows is found by itself and need not be sent.",
            param="messages",
            code="context_length_exceeded",
        )
    return text.strip()


def _length(body: Mapping[str, Any]) -> int | None:
    """The most tokens of an answer, under the field's newer or older name."""
    for name in ("max_completion_tokens", "max_tokens"):
        if body.get(name) is not None:
            return whole(name, body[name], 1, MOST_TOKENS)
    return None


def _stops(given: object) -> tuple[str, ...]:
    stops = [given] if isinstance(given, str) else [] if given is None else given
    if not isinstance(stops, list) or len(stops) > MOST_STOPS:
        told = f"holds {len(stops)} texts" if isinstance(stops, list) else f"is {shown(stops)}"
        raise InvalidRequest(f"`stop` {told}.", f"Send up to {MOST_STOPS} texts.", param="stop")
    for place, stop in enumerate(stops):
        if not isinstance(stop, str):
            raise InvalidRequest(f"`stop[{place}]` is {shown(stop)}.", "Send text.", param="stop")
    return tuple(stop for stop in stops if stop)
