"""Whether two answers say the same, as near as words can tell; in doubt they do not."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from assistants.exam.canonical import is_number, tokens
from assistants.exam.correct import is_refusal, refuses
from knowledge.search.words import STOP_WORDS

_VERDICT = re.compile(r"^\W*(yes|no)\b(?=\W*$|\s*[,.;:!\u2013\u2014-])", re.IGNORECASE)
_SEPARATOR = re.compile(r"[,;]\s+(?:(?:and|or)\s+)?|\n+|\s+(?:and|or|&)\s+", re.IGNORECASE)
_CLAUSE = re.compile(r"[.,;:!?]\s+|\n+|\s+but\s+", re.IGNORECASE)
_NEGATIONS = frozenset({"not", "no", "never", "cannot", "nor", "neither"})
_NEGATION_REACH = 6
_EXCEPTIONS = frozenset({"without", "except", "excluding"})
_EXCEPTION_REACH = 2
# "Not later than Friday", "not after Friday" and "not only on Friday" are not "not Friday".
_TURNING = frozenset({"after", "before", "beyond", "just", "only", "over", "than", "unless", "until"})
_STEM = 6
HALF = 0.5


def agrees(answer: str, gold: str) -> bool:
    """Whether `answer` holds `gold`, its items one by one, or says nearly the same in hardly other words.

    Equal are "30 days" and "thirty days", "$5.00" and "USD 5". A "yes" or "no" at the beginning has to be the same. It
    is not taken in by a negation before the words, by another number, by another word in the place of one, or by a
    short refusal around it.
    """
    if is_refusal(answer) and not refuses(gold):
        return False
    answer_verdict, gold_verdict = _verdict(answer), _verdict(gold)
    if answer_verdict and gold_verdict and answer_verdict != gold_verdict:
        return False
    answer, gold = _VERDICT.sub("", answer), _VERDICT.sub("", gold)
    clauses = [tokens(clause) for clause in _CLAUSE.split(answer)]
    due = tokens(gold)
    if not due:
        return bool(gold_verdict) and answer_verdict == gold_verdict
    items = _items(gold)
    return (
        _place(clauses, due) is not None
        or (len(items) > 1 and _holds_all(clauses, items))
        or _is_near([word for clause in clauses for word in clause], due, whole=len(items) > 1)
    )


def _verdict(text: str) -> str:
    found = _VERDICT.match(text)
    return found[1].lower() if found else ""


def _items(gold: str) -> list[list[str]]:
    """The parts of a list; none where a part carries no matter."""
    items = [found for item in _SEPARATOR.split(gold) if (found := tokens(item))]
    return [] if any(set(item) <= STOP_WORDS for item in items) else items


def _place(clauses: Sequence[list[str]], due: list[str]) -> int | None:
    """Where `due` begins in the answer, neither negated in its clause nor as one end of a range of numbers."""
    said = [word for clause in clauses for word in clause]
    starts = [start for start, clause in _numbered(clauses) for _ in clause]
    return next((at for at in _places(said, due) if not _is_spoilt(said[starts[at] : at], due, said[at:])), None)


def _numbered(clauses: Sequence[list[str]]) -> Iterator[tuple[int, list[str]]]:
    start = 0
    for clause in clauses:
        yield start, clause
        start += len(clause)


def _places(said: list[str], due: list[str]) -> Iterator[int]:
    return (at for at in range(len(said) - len(due) + 1) if said[at : at + len(due)] == due)


def _is_spoilt(before: list[str], due: list[str], rest: list[str]) -> bool:
    """`before`: what its clause says until then; `rest`: `due` and all after it."""
    after = rest[len(due) : len(due) + 2]
    ends_range = is_number(due[0]) and len(before) > 1 and is_number(before[-2]) and before[-1] == "to"
    begins_range = is_number(due[-1]) and len(after) > 1 and after[0] == "to" and is_number(after[1])
    excepted = not _EXCEPTIONS.isdisjoint(before[-_EXCEPTION_REACH:])
    return ends_range or begins_range or excepted or (_is_negative(before) and not any(map(_negates, due)))


def _is_negative(words: Sequence[str]) -> bool:
    """Whether a negation near the end of the words still holds there."""
    near = words[-_NEGATION_REACH:]
    last = max((place for place, word in enumerate(near) if _negates(word)), default=None)
    return last is not None and _TURNING.isdisjoint(near[last:])


def _negates(word: str) -> bool:
    return word in _NEGATIONS or word.endswith("n't")


def _holds_all(clauses: Sequence[list[str]], items: Sequence[list[str]]) -> bool:
    """Whether all items of a list are there; those with numbers in their order, which may mean something."""
    places = [_place(clauses, item) for item in items]
    found = [place for place in places if place is not None]
    if len(found) < len(items):
        return False
    return found == sorted(found) or not any(is_number(word) for item in items for word in item)


def _is_near(said: Sequence[str], due: Sequence[str], *, whole: bool) -> bool:
    """Half of the tokens shared, the same numbers, as negative, and no word of one in the place of another's.

    `whole`: the answer must not leave anything out.
    """
    if _numbers(said) != _numbers(due) or any(map(_negates, said)) != any(map(_negates, due)):
        return False
    shared = (Counter(said) & Counter(due)).total()
    ours, theirs = _stems(said), _stems(due)
    if 2 * shared < HALF * (len(said) + len(due)) or not ours or not theirs:
        return False
    return theirs <= ours or (not whole and ours <= theirs and len(ours) > HALF * len(theirs))


def _numbers(words: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(word for word in words if is_number(word)))


def _stems(words: Sequence[str]) -> set[str]:
    """The words that carry matter, by their beginnings: "returned" is "return"."""
    return {word[:_STEM] for word in words if word not in STOP_WORDS}
