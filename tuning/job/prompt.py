"""The one prompt: training, evaluation and serving all build it here.

The system message is constant per assistant and the question comes last, so that an engine's prefix cache can
keep the former for every visitor. It is short on purpose: with a small model on a CPU every token costs.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict

Style = Literal["phrase", "sentence", "paragraph"]

STYLES: dict[Style, str] = {
    "phrase": "Answer in a few words",
    "sentence": "Answer in one sentence",
    "paragraph": "Answer in a short paragraph",
}

REFUSAL = "Sorry, I could not find an answer to that. Please ask our team."

_CONTROL_TOKEN = re.compile(r"<\|[^<>|]*\|>|</?s>|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>")
_CITATION = re.compile(r"\s*\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]")
_REGRET = (
    r"(?:(?:i'?m |i am )?(?:very |so )?sorry[,.!]? |unfortunately,? |apologies[,.]? |i apologi[sz]e[,.]? )?"
    r"(?:but |that )?"
)
_CANNOT = r"(?:could not|couldn'?t|can ?not|can'?t|was not able to|am unable to|did not|didn'?t|do not|don'?t)"
_WHAT = r"(?: (?:an?|the|any|that|this|enough|your|specific))* (?:answer|information|detail|mention)"
_REFUSAL_START = re.compile(
    rf"{_REGRET}(?:(?:i|we) {_CANNOT} (?:(?:find|have|know|see){_WHAT}"
    r"|(?:find|know)(?: it| that| this)?(?:[.!,]|$| in ))|(?:i|we) have no (?:answer|information)"
    r"|(?:the|these|those) passages? (?:do|does|did)(?: not|n'?t) )"
)


class Message(TypedDict):
    """One turn: `role` is system, user or assistant."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class AssistantPrompt:
    """Who answers: shown in the system message."""

    name: str
    business: str
    persona: str = ""
    style: Style = "sentence"


@dataclass(frozen=True, slots=True)
class PromptPassage:
    """One passage of the business's knowledge as the model reads it."""

    title: str
    text: str


def messages(
    assistant: AssistantPrompt,
    passages: Sequence[PromptPassage],
    question: str,
    history: Sequence[Message] = (),
) -> list[Message]:
    """The chat to complete: system, history, then the passages numbered from 1 with the question last."""
    numbered = [_passage(number, passage) for number, passage in enumerate(passages, 1)]
    asked = "\n\n".join([*numbered, f"Question: {clean(question)}"])
    turns = [Message(role=turn["role"], content=clean(turn["content"])) for turn in history]
    return [Message(role="system", content=_system(assistant)), *turns, Message(role="user", content=asked)]


def is_refusal(text: str) -> bool:
    """Whether an answer begins as a refusal does, in the words of `REFUSAL` or near ones."""
    plain = " ".join(text.replace("\u2019", "'").replace("*", "").lower().split()).lstrip("\"'_>- ")
    return plain.startswith(REFUSAL[:-1].lower()) or _REFUSAL_START.match(plain) is not None


def citations(text: str, count: int) -> list[int]:
    """The passages (1…count) that a text cites, each once, in order of first use; others are ignored."""
    cited = [int(number) for group in _CITATION.findall(text) for number in re.findall(r"\d+", group)]
    return [number for number in dict.fromkeys(cited) if 1 <= number <= count]


def strip_citations(text: str) -> str:
    """The text without its citation marks."""
    return _CITATION.sub("", text).strip()


def full_answer(phrase: str, text: str) -> str:
    """How a learned answer in sentences reads: the phrase that answers, then the text of the passage that holds it.

    A small model finds a phrase far better than it chooses a sentence (docs/learning.md).
    """
    return text if text.lower().startswith(phrase.lower()) else f"{phrase[0].upper()}{phrase[1:].rstrip('.')}. {text}"


def _system(assistant: AssistantPrompt) -> str:
    persona = f" {clean(assistant.persona)}" if assistant.persona.strip() else ""
    return (
        f"You are {clean(assistant.name)}, the assistant of {clean(assistant.business)}.{persona}\n"
        f"Use only the passages. {STYLES[assistant.style]} and cite passages like [1]. "
        f"If they do not hold the answer, say: {REFUSAL}"
    )


def _passage(number: int, passage: PromptPassage) -> str:
    title, text = clean(passage.title), clean(passage.text)
    return f"[{number}] {text}" if text.startswith(title) else f"[{number}] {title}\n{text}"


def clean(text: str) -> str:
    """Without a chat template's control tokens: a page or a visitor must not be able to end the turn."""
    previous = None
    while previous != text:
        previous, text = text, _CONTROL_TOKEN.sub("", text)
    return text.strip()


def _template_sha256() -> str:
    """Over a rendering of every style, so that it changes exactly when what the model reads does."""
    passages = [PromptPassage("T1", "text"), PromptPassage("", "text"), PromptPassage("text", "text more")]
    history = [Message(role="user", content="q0"), Message(role="assistant", content="a0 [1]")]
    rendered = [messages(AssistantPrompt("N", "B", "P", style), passages, "q", history) for style in STYLES]
    return hashlib.sha256(json.dumps([rendered, REFUSAL], sort_keys=True).encode()).hexdigest()


TEMPLATE_SHA256 = _template_sha256()
