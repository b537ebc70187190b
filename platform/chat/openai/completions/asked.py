"""Reads the body of `POST /v1/chat/completions`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from assistants.words import storable
from chat.limits import MAX_TEXT
from chat.openai.errors import InvalidRequest, unsupported
from serving.client import ChatRequest, Message

MOST_MESSAGES = 500
MOST_STOPS = 4
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
    """The request in `body`; raises InvalidRequest naming the field. Other fields are passed over."""
    _check_offered(body)
    *history, question = _messages(body.get("messages"))
    if question["role"] != "user":
        raise InvalidRequest("The last message is not the user's.", "End with a question.", param="messages")
    options = body.get("stream_options")
    length = body.get("max_completion_tokens", body.get("max_tokens"))
    return Asked(
        model=body.get("model"),
        question=_question(question["content"]),
        history=history,
        stream=body.get("stream") is True,
        include_usage=isinstance(options, Mapping) and options.get("include_usage") is True,
        max_tokens=None if length is None else int(_number("max_tokens", length, 1, 2**31, whole=True)),
        temperature=_optional(body, "temperature", 0, 2),
        seed=None
        if body.get("seed") is None
        else int(_number("seed", body["seed"], -(2**63), 2**63, whole=True)) % 2**63,
        stop=_stops(body.get("stop")),
    )


def _check_offered(body: Mapping[str, Any]) -> None:
    for name, why in REFUSED.items():
        if body.get(name):
            raise unsupported(name, why)
    if body.get("n") not in (None, 1):
        raise unsupported("n", "One answer is given.")
    form = body.get("response_format")
    if isinstance(form, Mapping) and form.get("type") != "text":
        raise unsupported("response_format", "Answers are text with citations.")


def _messages(given: object) -> list[Message]:
    """The turns of the conversation, oldest first, at least one."""
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_MESSAGES:
        raise InvalidRequest("`messages` is not a list of messages.", f"Send 1 to {MOST_MESSAGES}.", param="messages")
    turns = [_message(message, f"messages[{place}]") for place, message in enumerate(given)]
    spoken = [turn for turn in turns if turn["role"] not in INSTRUCTIONS]
    if not spoken:
        raise InvalidRequest("There is no message of a user.", "End with a question.", param="messages")
    return spoken


def _message(given: object, where: str) -> Message:
    role = given.get("role") if isinstance(given, Mapping) else None
    if not isinstance(given, Mapping) or not isinstance(role, str) or role not in {*SPOKEN, *INSTRUCTIONS}:
        hint = "Use system, developer, user and assistant; tools are not supported."
        raise InvalidRequest(f"`{where}.role` cannot be {role!r}.", hint, param=where)
    return Message(role=role, content=_text(given.get("content"), where))


def _text(content: object, where: str) -> str:
    """The words of a message: a string, or a list of parts of text."""
    parts = content if isinstance(content, list) else [{"type": "text", "text": content}]
    texts = [part.get("text") for part in parts if isinstance(part, Mapping) and part.get("type") == "text"]
    if len(texts) != len(parts) or not all(isinstance(text, str) for text in texts):
        raise InvalidRequest(f"`{where}.content` is not text.", "Images and sounds are not read.", param=where)
    return storable("\n".join(map(str, texts)))


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


def _stops(given: object) -> tuple[str, ...]:
    stops = [given] if isinstance(given, str) else given or []
    if not isinstance(stops, list) or len(stops) > MOST_STOPS or not all(isinstance(stop, str) for stop in stops):
        raise InvalidRequest("`stop` cannot be that.", f"Send up to {MOST_STOPS} texts.", param="stop")
    return tuple(stop for stop in stops if stop)


def _optional(body: Mapping[str, Any], name: str, low: float, high: float) -> float | None:
    return None if body.get(name) is None else _number(name, body[name], low, high)


def _number(name: str, value: object, low: float, high: float, *, whole: bool = False) -> float:
    kinds = int if whole else int | float
    if isinstance(value, bool) or not isinstance(value, kinds) or not low <= value <= high:
        wanted = "a whole number" if whole else "a number"
        raise InvalidRequest(f"`{name}` cannot be {str(value)[:40]}.", f"Send {wanted} from {low:g} on.", param=name)
    return value
