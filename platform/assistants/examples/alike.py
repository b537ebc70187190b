"""Documents that say the same, a page and its print version say: a split must not cut between them."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from assistants.examples.doubles import near_copies
from assistants.examples.records import ShownPassage
from assistants.words import content_words

FEWEST_WORDS = 15
"""Words that carry matter below which a passage (a button, a footer) says nothing about its page."""
SHARE = 0.5


def alike(passages: Sequence[ShownPassage]) -> dict[str, str]:
    """For each document most of whose passages nearly repeat another document's, the first such document."""
    telling = [passage for passage in passages if len(content_words(passage["text"])) >= FEWEST_WORDS]
    documents = [passage["document"] for passage in telling]
    sizes = Counter(documents)
    repeated: dict[str, Counter[str]] = defaultdict(Counter)
    for place, earlier in near_copies([passage["text"] for passage in telling]).items():
        repeated[documents[place]][documents[earlier]] += 1
    same: dict[str, str] = {}
    for document, originals in repeated.items():
        original, times = originals.most_common(1)[0]
        if original != document and times > SHARE * min(sizes[document], sizes[original]):
            same[document] = same.get(original, original)
    return same
