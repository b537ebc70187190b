"""From approved examples to the rows of a job: those of answering, and those that a method adds."""

from collections.abc import Iterable, Iterator, Sequence

from assistants.examples.records import ShownPassage
from assistants.models import Example
from tuning.job import files
from tuning.job.files import Method
from tuning.job.methods import METHODS
from tuning.job.prompt import citations, strip_citations

OWN_WORDS = frozenset({"pair", "faq", "import", "correction"})
"""Origins of rows whose answer a person of the business wrote."""
FEWEST_TOPICS = 2
KINDS: dict[Example.Kind, files.Kind] = {
    Example.Kind.ANSWER: "answer",
    Example.Kind.REFUSAL: "refusal",
    Example.Kind.REPLAY: "replay",
}


def passages(rows: Iterable[Example]) -> list[files.Passage]:
    """Every passage that a row shows, once."""
    shown = {passage["id"]: passage for row in rows for passage in row.passages}
    return [_passage(passage) for passage in shown.values()]


def examples(rows: Sequence[Example], method: Method) -> list[files.Example]:
    """The rows in their order, then those of the method's other tasks."""
    wanted = {kind for stage in METHODS[method].stages for kind in stage.learns}
    found = [_example(row) for row in rows]
    found += _reading(rows) if "reading" in wanted else ()
    found += _intents(rows) if "intent" in wanted else ()
    found += _tones(rows) if "tone" in wanted else ()
    return found


def topic(row: Example) -> str:
    """What a row's question is about: the page that its answer cites; empty where it cites none."""
    cited = gold(row)
    return cited["title"].split(" › ")[0] if cited else ""


def gold(row: Example) -> ShownPassage | None:
    """The passage that a row's answer cites first."""
    cited = citations(row.answer, len(row.passages))
    passage: ShownPassage | None = row.passages[cited[0] - 1] if cited else None
    return passage


def _reading(rows: Sequence[Example]) -> Iterator[files.Example]:
    """The passages of the pages that rows are about, on those pages' side: the exam's pages stay unread."""
    sides = {row.document: row.split for row in rows if row.kind == Example.Kind.ANSWER and row.document}
    shown = {passage["id"]: passage for row in rows for passage in row.passages if passage["document"] in sides}
    for name, passage in shown.items():
        side = sides[passage["document"]]
        yield files.Example(f"reading-{name}", "", "", [name], passage["document"], _split(side), "reading")


def _intents(rows: Sequence[Example]) -> Iterator[files.Example]:
    learned = [row for row in _training(rows) if topic(row)]
    if len({topic(row) for row in learned}) >= FEWEST_TOPICS:
        for row in learned:
            yield files.Example(f"intent-{row.pk}", row.question, topic(row), [], row.document, "train", "intent")


def _tones(rows: Sequence[Example]) -> Iterator[files.Example]:
    for row in _training(rows):
        cited = gold(row)
        if cited and (row.edited or row.origin in OWN_WORDS):
            said = strip_citations(row.answer)
            yield files.Example(f"tone-{row.pk}", row.question, said, [cited["id"]], row.document, "train", "tone")


def _training(rows: Iterable[Example]) -> Iterator[Example]:
    return (row for row in rows if row.split == Example.Split.TRAIN and row.kind == Example.Kind.ANSWER)


def _passage(shown: ShownPassage) -> files.Passage:
    return files.Passage(
        id=shown["id"], document=shown["document"], title=shown["title"], text=shown["text"], url=shown["url"]
    )


def _example(row: Example) -> files.Example:
    return files.Example(
        id=str(row.pk),
        question=row.question,
        answer=row.answer,
        passages=[passage["id"] for passage in row.passages],
        document=row.document,
        split=_split(row.split),
        kind=KINDS[Example.Kind(row.kind)],
    )


def _split(side: str) -> files.Split:
    return "valid" if side == Example.Split.VALID else "train"
