"""From candidates to rows: the whole builder without the database."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from assistants.examples.contexts import PASSAGES, Retrieve, Scenes, Style, answer_row, is_dropped, missing_row
from assistants.examples.off_topic import is_on_topic, off_topic_questions
from assistants.examples.records import Candidate, Origin, Row, Split
from assistants.examples.replay import replay
from assistants.examples.select import capped, without_doubles
from assistants.examples.split import split_by_share
from tuning.job.prompt import REFUSAL

LIMITS: dict[Split, int] = {"train": 340, "valid": 24, "exam": 32}
OFF_TOPIC_SHARE = 0.14
FEWEST_OFF_TOPIC: dict[Split, int] = {"train": 6, "valid": 3, "exam": 20}
NEVER_EXAMINED: frozenset[Origin] = frozenset({"conversation"})
"""What the live version has answered already, so that an exam of it would flatter it."""


def plan(
    candidates: Iterable[Candidate],
    sides: Mapping[str, Split],
    style: Style,
    retrieve: Retrieve,
    report: Callable[[int, int], None],
) -> Iterator[Row]:
    """The rows of a dataset, in an order that does not depend on chance. `report` hears (done, all).

    `sides`: the split of the documents; one that it does not name is trained on.
    """
    chosen = _chosen(without_doubles(candidates), sides)
    total, done = sum(map(len, chosen.values())), 0
    for split, taken in chosen.items():
        scenes = Scenes(retrieve)
        for candidate in taken:
            yield _row(candidate, split, style, scenes)
            report(done := done + 1, total)
        yield from _off_topic(split, len(taken), scenes)
    yield from replay(len(chosen["train"]))


def _chosen(single: list[Candidate], sides: Mapping[str, Split]) -> dict[Split, list[Candidate]]:
    of: dict[Split, list[Candidate]] = {split: [] for split in LIMITS}
    for candidate in single:
        side = sides.get(candidate.document, "train")
        if side != "exam" or candidate.origin not in NEVER_EXAMINED:
            of[side].append(candidate)
    return {split: capped(found, LIMITS[split]) for split, found in of.items()}


def _row(candidate: Candidate, split: Split, style: Style, scenes: Scenes) -> Row:
    dropped = split != "exam" and is_dropped(candidate.question) and missing_row(candidate, split, scenes.retrieve)
    return dropped or answer_row(candidate, split, style, scenes)


def _off_topic(split: Split, answerable: int, scenes: Scenes) -> Iterator[Row]:
    wanted = max(FEWEST_OFF_TOPIC[split], round(OFF_TOPIC_SHARE * answerable)) if answerable else 0
    for question in off_topic_questions():
        if wanted and split_by_share(question) == split:
            live = split == "exam"
            passages = scenes.retrieve(question)[:PASSAGES] if live else scenes.any(question)
            if not is_on_topic(question, [passage["text"] for passage in passages]):
                wanted -= 1
                yield Row(question, REFUSAL, "refusal", "", split, "off_topic", passages)
