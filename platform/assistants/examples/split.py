"""Splits candidates into training, validation and exam, never through a document."""

from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import blake2b

from assistants.examples.records import Split

SHARES: dict[Split, float] = {"train": 0.7, "valid": 0.1, "exam": 0.2}
FEWEST_DOCUMENTS = 3


def split_documents(documents: Iterable[str], alike: Mapping[str, str] | None = None) -> dict[str, Split]:
    """Each document's side; `documents` names the document of every row. Those that are `alike` go together.

    The largest come first, equals in the order of their hashes, and each goes where the largest share of rows is
    missing: so the split depends on nothing but the documents. With three or more, every side gets one.
    """
    together = alike or {}
    sides = _sides(Counter(together.get(document, document) for document in documents))
    return sides | {document: sides[first] for document, first in together.items() if first in sides}


def _sides(weights: Counter[str]) -> dict[str, Split]:
    filled: Counter[Split] = Counter()
    sides: dict[str, Split] = {}
    for document in sorted(weights, key=lambda document: (-weights[document], _position(document))):
        side = max(SHARES, key=lambda split: SHARES[split] - filled[split] / weights.total())
        sides[document] = side
        filled[side] += weights[document]
    return _with_every_side(sides)


def split_by_share(key: str) -> Split:
    """The side of a row that belongs to no document, by the hash of its text."""
    place = _position(key) / 2**64
    return "train" if place < SHARES["train"] else "valid" if place < SHARES["train"] + SHARES["valid"] else "exam"


def _with_every_side(sides: dict[str, Split]) -> dict[str, Split]:
    """Takes a document from training for each empty side, if training can spare one."""
    for missing in ("exam", "valid"):
        training = [document for document, side in sides.items() if side == "train"]
        if missing not in sides.values() and len(training) > 1:
            sides[training[-1]] = missing
    return sides


def _position(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest())
