"""Which candidates become rows: no doubles, no document or origin that drowns the others, a bounded number."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, zip_longest

from assistants.examples.records import Candidate, Origin
from assistants.words import content_words, words

PREFERENCE: tuple[Origin, ...] = (
    "pair",
    "correction",
    "faq",
    "fact",
    "sentence",
    "conversation",
    "generated",
    "heading",
)
NEAR = 0.85
SHARES: dict[Origin, float] = {"heading": 0.15, "conversation": 0.3, "generated": 0.8, "fact": 0.6, "sentence": 0.7}
"""How much of a set may be made in one way; the business's own words are never too many."""
SHARE_OF_ONE = 1 / 3
"""How much of a set may be about one document."""
FREE = 40
"""Rows of an origin or a document that no share takes away: a small business has few of anything."""


def without_doubles(candidates: Iterable[Candidate]) -> list[Candidate]:
    """One of each question: a near copy, on whatever page, would stand on both sides of the split."""
    kept: list[Candidate] = []
    by_word: dict[str, list[tuple[frozenset[str], Candidate]]] = defaultdict(list)
    for candidate in sorted(candidates, key=lambda candidate: PREFERENCE.index(candidate.origin)):
        asked = matter(candidate.question)
        rivals = chain.from_iterable(by_word[word] for word in asked)
        if any(near(asked, other) or _answers_alike(candidate, rival) for other, rival in rivals):
            continue
        kept.append(candidate)
        for word in asked:
            by_word[word].append((asked, candidate))
    return kept


def capped(candidates: Iterable[Candidate], limit: int) -> list[Candidate]:
    """At most `limit`, taken from the documents in turn, within the shares of origins and documents.

    Headings come last: what stands under one is an answer only by chance.
    """
    by_document: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_document[candidate.document].append(candidate)
    in_turn = [candidate for turn in zip_longest(*by_document.values()) for candidate in turn if candidate]
    kept = list(_within_shares(in_turn, min(limit, len(in_turn))))
    headings = [candidate for candidate in kept if candidate.origin == "heading"]
    others = [candidate for candidate in kept if candidate.origin != "heading"]
    return [*others[: limit - len(headings)], *headings]


def _within_shares(in_turn: list[Candidate], total: int) -> Iterator[Candidate]:
    of_document: Counter[str] = Counter()
    of_origin: Counter[Origin] = Counter()
    room = {origin: max(FREE, int(share * total)) for origin, share in SHARES.items()}
    room["heading"] = max(1, int(SHARES["heading"] * total))
    for candidate in in_turn:
        full = of_origin[candidate.origin] >= room.get(candidate.origin, total)
        if full or of_document[candidate.document] >= max(FREE, int(SHARE_OF_ONE * total)):
            continue
        of_origin[candidate.origin] += 1
        of_document[candidate.document] += 1
        yield candidate


def matter(question: str) -> frozenset[str]:
    """The words that a question is about; all of its words where none carries matter."""
    return frozenset(content_words(question) or words(question))


def near(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two questions ask almost the same (Jaccard similarity of their words)."""
    return len(one & other) / len(one | other) >= NEAR if one or other else False


def _answers_alike(one: Candidate, other: Candidate) -> bool:
    """The same sentence answers both, and not by different spans of it."""
    same = words(one.sentence) == words(other.sentence)
    return same and (one.phrase == other.phrase or not (one.phrase and other.phrase))
