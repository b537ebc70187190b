"""What is asked of the writer, and which of its pairs can be believed at a look."""

import re
from collections.abc import Iterator

from assistants.examples.person import as_customer
from assistants.examples.records import Candidate, ShownPassage
from assistants.models import Assistant
from assistants.words import content_words, overlap, sentences, words
from serving.client import ChatRequest, Completion, Message
from tuning.job import asking
from tuning.job.prompt import PromptPassage

FEWEST_WORDS = 12
"""A shorter passage says too little to be asked about."""
WORDS_PER_QUESTION = 20
TOKENS_PER_QUESTION = 48
LONGEST_QUESTION, LONGEST_ANSWER = 25, 15
TEMPERATURE = 0.8
"""Of the skill, which would otherwise repeat itself: docs/learning.md has the count."""
_AS_BUSINESS = re.compile(r"\b(?:[Ww]e|[Oo]ur|us)\b")
_LEANS = re.compile(r"\b(?:passage|paragraph|text|article|author|according to|above|below|mentioned)\b", re.IGNORECASE)


def request(passage: ShownPassage, assistant: Assistant, draw: int, *, here: bool) -> ChatRequest:
    """Asks for a question per WORDS_PER_QUESTION words; the skill writes others with each `draw`.

    The cache salt is for the own engine: others refuse it. Larger models are not told how to choose their words.
    """
    count = max(1, min(asking.MOST, len(passage["text"].split()) // WORDS_PER_QUESTION))
    turns = asking.messages(PromptPassage(passage["title"], passage["text"]), count)
    return ChatRequest(
        model="",
        messages=[Message(role=turn["role"], content=turn["content"]) for turn in turns],
        max_tokens=TOKENS_PER_QUESTION * count,
        temperature=TEMPERATURE if here else 0.0,
        seed=draw if here else None,
        cache_salt=assistant.tenant.cache_salt if here else "",
    )


def candidates(passage: ShownPassage, written: Completion) -> Iterator[Candidate]:
    """The pairs that stand by themselves and whose answers stand in the passage, word for word.

    Where the writer kept the business's voice ("our lamps"), the question is turned into the customer's.
    """
    for pair in asking.read(written.text, cut=written.finish_reason == "length"):
        span = _span(pair.answer, passage["text"])
        sentence = next((one for one in sentences(passage["text"]) if span in one), "")
        question = as_customer(pair.question) if _AS_BUSINESS.search(pair.question) else pair.question
        if span and sentence and _is_question(question, span):
            yield Candidate(question, sentence, span, passage, passage["document"], "generated")


def _span(answer: str, text: str) -> str:
    """The answer as the passage writes it; "" if it is not there or too long."""
    said = answer.strip(" .!\"'").split()
    if not 0 < len(said) <= LONGEST_ANSWER:
        return ""
    found = re.search(r"(?<!\w)" + r"\s+".join(map(re.escape, said)) + r"(?!\w)", text, re.IGNORECASE)
    return found[0] if found else ""


def _is_question(question: str, answer: str) -> bool:
    """Whether somebody who has not seen the passage could ask it, and it does not say its own answer."""
    matter = [word for word in content_words(question) if word not in words(answer)]
    return (
        question.endswith("?")
        and len(question.split()) <= LONGEST_QUESTION
        and bool(matter)
        and not _LEANS.search(question)
        and overlap(answer, question) < 1.0
    )
