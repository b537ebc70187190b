"""Which candidates become rows: no doubles, no document that drowns the others, a bounded number."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain, zip_longest

from assistants.examples.records import Candidate, Origin
from assistants.words import content_words, words

PREFERENCE: tuple[Origin, ...] = ("pair", "faq", "fact", "sentence", "heading")
NEAR = 0.85
HEADING_SHARE = 0.15


def without_doubles(candidates: Iterable[Candidate]) -> list[Candidate]:
    """One of each question: a near copy, on whatever page, would stand on both sides of the split."""
    kept: list[Candidate] = []
    by_word: dict[str, list[tuple[frozenset[str], str]]] = defaultdict(list)
    for candidate in sorted(candidates, key=lambda candidate: PREFERENCE.index(candidate.origin)):
        asked = matter(candidate.question)
        answer = " ".join(words(candidate.sentence))
        rivals = chain.from_iterable(by_word[word] for word in asked)
        if any(near(asked, other) or answer == said for other, said in rivals):
            continue
        kept.append(candidate)
        for word in asked:
            by_word[word].append((asked, answer))
    return kept


def capped(candidates: Iterable[Candidate], limit: int) -> list[Candidate]:
    """At most `limit`, taken from the documents in turn; headings make up at most a small share."""
    by_document: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_document[candidate.document].append(candidate)
    in_turn = [candidate for turn in zip_longest(*by_document.values()) for candidate in turn if candidate]
    room = max(1, int(HEADING_SHARE * min(limit, len(in_turn))))
    headings = [candidate for candidate in in_turn if candidate.origin == "heading"][:room]
    others = [candidate for candidate in in_turn if candidate.origin != "heading"]
    return [*others[: limit - len(headings)], *headings]


def matter(question: str) -> frozenset[str]:
    """The words that a question is about; all of its words where none carries matter."""
    return frozenset(content_words(question) or words(question))


def near(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two questions ask almost the same (Jaccard similarity of their words)."""
    return len(one & other) / len(one | other) >= NEAR if one or other else False
