"""The load of the engine's benchmark: prompts of some 300 tokens, 64 greedy tokens each, over HTTP."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence
from typing import Any

import httpx

NEW_TOKENS = 64
FIRST_TOKENS = 8
PASSAGES = (
    "[1] Shipping. Parcels within the country cost 4.90 euros and take two to three working days; whole bicycles "
    "are brought by a carrier, who calls you to agree on a day. Orders above 80 euros are sent free of charge. "
    "We do not ship to islands, to post boxes or to addresses abroad. [2] Returns. You can send back any unused "
    "part within thirty days of receiving it. Put the form from the box into the parcel and write the order "
    "number on the outside. We refund the price to the card that you paid with, usually five working days after "
    "the parcel has arrived. Worn tyres and opened tubes are not taken back. [3] Workshop. The workshop is open "
    "from Tuesday to Friday between nine and six, and on Saturdays until two; it is closed on Mondays and public "
    "holidays. A simple service takes two days and costs 65 euros, new brake pads are 18 euros per wheel. Please "
    "book a place before you come, by telephone or on our website."
)
QUESTIONS = (
    "How long does a parcel take?",
    "Can I send back a tyre that I have used?",
    "What does a simple service cost?",
    "Are you open on Saturdays?",
)


def messages(number: int) -> list[dict[str, str]]:
    """A system message and passages that all share, and one of several questions."""
    system = "You are the assistant of Harbour Bikes. Answer from the passages and cite them like [1]."
    question = f"{QUESTIONS[number % len(QUESTIONS)]} (customer {number + 1})"
    return [
        {"role": "system", "content": system},
        {"role": "user", "content": f"{PASSAGES}\n\nQuestion: {question}"},
    ]


def body(model: str, number: int, **options: Any) -> dict[str, Any]:
    """One request: exactly 64 new tokens, greedily."""
    fixed = {"max_tokens": NEW_TOKENS, "temperature": 0.0, "ignore_eos": True, "cache_salt": "bench"}
    return {"model": model, "messages": messages(number), **fixed, **options}


async def tokens_per_second(url: str, models: Sequence[str]) -> float:
    """One request per entry of `models`, all at once; tokens of all streams together."""
    async with httpx.AsyncClient(base_url=url, timeout=600, trust_env=False) as http:
        start = time.perf_counter()
        posts = (http.post("/v1/chat/completions", json=body(model, n)) for n, model in enumerate(models))
        answers = await asyncio.gather(*posts)
    seconds = time.perf_counter() - start
    return sum(answer.raise_for_status().json()["usage"]["completion_tokens"] for answer in answers) / seconds


async def first_token_seconds(url: str, model: str, times: int) -> float:
    """Median time to the first text of one stream whose prefix is in the cache.

    Each stream is short and read to its end, so that the next one finds the engine idle.
    """
    requests = (body(model, number, stream=True, max_tokens=FIRST_TOKENS) for number in range(times))
    async with httpx.AsyncClient(base_url=url, timeout=600, trust_env=False) as http:
        return statistics.median([await _first_text(http, request) for request in requests])


async def _first_text(http: httpx.AsyncClient, request: dict[str, Any]) -> float:
    start = time.perf_counter()
    seconds = None
    async with http.stream("POST", "/v1/chat/completions", json=request) as response:
        async for line in response.aiter_lines():
            if seconds is None and _has_text(line):
                seconds = time.perf_counter() - start
    if seconds is None:
        raise RuntimeError("the stream ended without text")
    return seconds


def _has_text(line: str) -> bool:
    return '"content"' in line and '"content": ""' not in line and '"content":""' not in line
