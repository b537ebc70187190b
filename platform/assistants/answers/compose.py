"""From a question to a request that an engine can answer."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final
from uuid import UUID

from assistants import acts, skill
from assistants.answers.approved import own_answers
from assistants.answers.asker import ANYBODY, Asker, spoken, told
from assistants.answers.evidence import CANDIDATES, Evidence, nearness, parts, weigh
from assistants.answers.page_words import in_page_words
from assistants.answers.query import readings, search_query
from assistants.answers.read import Answer, read
from assistants.answers.shots import nearest
from assistants.answers.support import unsupported
from assistants.intents.action import Decided, decide
from assistants.intents.recognise import recognise
from assistants.models import Adapter, Assistant
from assistants.phrases import phrase
from knowledge.search import Hit, among, search
from serving.client import ChatRequest, Message
from tuning.job import prompt

BASE: Final = "base"
PASSAGES = 3
# Nearness of the best passage below which no model is asked (docs/decisions/off-topic.md).
NEAR = 0.55
TURNS = 4
TURN_CHARACTERS = 600
MAX_TOKENS = {Assistant.Style.PHRASE: 48, Assistant.Style.SENTENCE: 112, Assistant.Style.PARAGRAPH: 220}


class Live(Enum):
    """Says "the version that is live now" where None would mean "no adapter"."""

    LIVE = "live"


LIVE: Final = Live.LIVE


@dataclass(frozen=True)
class Prepared:
    """`request` for the engine, and the passages it was made from, in prompt order.

    `request` is None when nothing near was found: the answer is then `refusal`; no model is asked. Nor is one where
    an intent was recognised: the answer is then `decided` by the business. `found`: the page's own words that answer,
    which stand in for the model's. `adapter` is the name of the version that answers; empty for the base model.
    `refusal`: how this visitor is told that there is no answer.
    `opening`: what a chat says in front of the answer, to a visitor who has greeted before asking.
    """

    request: ChatRequest | None
    hits: list[Hit]
    adapter: str = ""
    decided: Decided | None = None
    refusal: str = prompt.REFUSAL
    found: Answer | None = None
    opening: str = ""

    @property
    def known(self) -> str:
        """What can be said without the engine; "" where it has to write."""
        return self.decided.text if self.decided else self.found.text if self.found and not self.request else ""

    def read(self, text: str, *, cut: bool = False) -> Answer:
        """The answer: what was decided, else what the engine wrote, read and checked with the passages shown.

        The page's own words stand in for what was not written or does not hold.
        """
        if self.decided:
            return Answer(self.decided.text)
        if self.found and not self.request:
            return self.found
        answer = read(text, self.hits, cut=cut, refusal=self.refusal)
        if self.found and (answer.refused or unsupported(answer.plain, self.hits)):
            return self.found
        return answer


@dataclass(frozen=True)
class Version:
    """What answers: its name, its weights in the store ("" for the base), the dataset whose nearest rows it shows."""

    name: str
    weights: str
    shots: UUID | None = None


BARE: Final = Version("", "")


def compose(
    assistant: Assistant,
    question: str,
    history: Sequence[Message] = (),
    adapter: Adapter | Live | None = LIVE,
    asker: Asker = ANYBODY,
) -> Prepared:
    """Retrieval, prompt, model and cache salt for one question, in the scope of the assistant's tenant.

    `adapter`: the live one, a given version, or None for the bare base model.
    """
    version = version_of(assistant, adapter)
    if intent := recognise(assistant, question):
        return Prepared(None, [], version.name, decide(intent, asker.languages))
    met = acts.meet(assistant, question, asker.languages)
    if met.decided:
        return Prepared(None, [], version.name, met.decided)
    question = met.question
    refusal = phrase(prompt.REFUSAL, asker.languages)
    candidates = _found(search_query(question, history), asker)
    if not any(nearness(hit) >= NEAR for hit in candidates):
        return Prepared(None, [], version.name, refusal=refusal)
    question, hits, evidence = _weighed(question, history, candidates)
    found = (
        in_page_words(evidence, hits, refusal, asker.languages, brief=assistant.style == Assistant.Style.PHRASE)
        if evidence
        else None
    )
    if found and (found.refused or found.partial or assistant.wording == Assistant.Wording.PAGE):
        return Prepared(None, hits, version.name, refusal=refusal, found=found, opening=met.opening)
    messages = _messages(assistant, hits, question, history)
    if language := spoken(assistant.base, asker.languages):
        messages = told(messages, language, refusal)
    request = ChatRequest(
        model=BASE,
        messages=messages,
        max_tokens=MAX_TOKENS[Assistant.Style(assistant.style)],
        cache_salt=assistant.tenant.cache_salt,
        # A phrase ends with its line; the other styles may carry a business's own answer of several lines.
        stop=("\n",) if assistant.style == Assistant.Style.PHRASE else (),
    )
    return put_to(version, Prepared(request, hits, refusal=refusal, found=found, opening=met.opening), question)


def _found(query: str, asker: Asker) -> list[Hit]:
    """Candidates to answer from: the business's, and where they are nearer those of the asker's own files."""
    hits = search(query, CANDIDATES)
    if not asker.passages:
        return hits
    return sorted([*hits, *among(query, asker.passages, CANDIDATES)], key=nearness, reverse=True)[:CANDIDATES]


def _weighed(question: str, history: Sequence[Message], candidates: list[Hit]) -> tuple[str, list[Hit], list[Evidence]]:
    """What is asked, the passages to show and the evidence for each part of it; none where there is no reader."""
    meant = readings(question, history)
    asked = [meant] if len(meant) > 1 else [[part] for part in parts(question)]
    own = own_answers(candidates)
    read = [one for one in (weigh(ways, candidates, own) for ways in asked) if one is not None]
    if not read:
        return question, candidates[:PASSAGES], []
    # The passages of each part's evidence, then the others from the best on.
    evidence = [one for part in read for one in part.evidence]
    others = [hit for place in range(len(candidates)) for hit in (part.hits[place] for part in read)]
    hits = list(dict.fromkeys([*(one.hit for one in evidence), *others]))
    said = " ".join(part.question for part in read)
    return said, hits[: max(PASSAGES, len({one.hit for one in evidence}))], evidence


def put_to(version: Version, prepared: Prepared, question: str) -> Prepared:
    """The same question with the same passages, for this version to answer; `prepared` is one for the bare base."""
    request = prepared.request
    if request is None:
        return replace(prepared, adapter=version.name)
    system, *turns = request.messages
    shown = nearest(version.shots, question) if version.shots else []
    request = replace(request, model=version.weights or BASE, messages=[system, *shown, *turns])
    return replace(prepared, request=request, adapter=version.name)


def writing(assistant: Assistant) -> Assistant:
    """The same assistant with its model writing the answers: what trainings, and exams of versions, are about."""
    writer = copy(assistant)
    writer.wording = Assistant.Wording.MODEL
    return writer


def version_of(assistant: Assistant, adapter: Adapter | Live | None = LIVE) -> Version:
    """What a version answers with. Before a first promotion the shared skill is what is live."""
    if isinstance(adapter, Live):
        adapter = assistant.live_adapter
        if adapter is None:
            weights = skill.published(assistant.base)
            return Version(weights, weights)
    return Version(adapter.name, adapter.served, adapter.shots_id) if adapter else BARE


def adapter_name(assistant: Assistant, adapter: Adapter | Live | None = LIVE) -> str:
    """The name of the version that answers, "" for the bare base."""
    return version_of(assistant, adapter).name


def voice(assistant: Assistant) -> prompt.AssistantPrompt:
    """Who answers, as the prompt tells the model: the same words in training and in serving."""
    return prompt.AssistantPrompt(
        name=assistant.name,
        business=assistant.tenant.name,
        persona=assistant.persona,
        style=style(assistant),
    )


def style(assistant: Assistant) -> prompt.Style:
    """How long its answers are to be, as the prompt knows it."""
    return next(style for style in prompt.STYLES if style == assistant.style)


def label(title: str, heading: str) -> str:
    """What stands above a passage in the prompt: its page and the headings that lead to it."""
    return heading if not title or heading.startswith(title) else " › ".join(filter(None, (title, heading)))


def _messages(assistant: Assistant, hits: list[Hit], question: str, history: Sequence[Message]) -> list[Message]:
    passages = [prompt.PromptPassage(label(hit.title, hit.heading), hit.text) for hit in hits]
    turns = [prompt.Message(role=turn["role"], content=_earlier(turn)) for turn in history[-TURNS:]]
    built = prompt.messages(voice(assistant), passages, question, turns)
    return [Message(role=turn["role"], content=turn["content"]) for turn in built]


def _earlier(turn: Message) -> str:
    """An earlier turn, shortened; its citation marks would point at passages that are not shown any more."""
    return prompt.strip_citations(turn["content"])[:TURN_CHARACTERS]
