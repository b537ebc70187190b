"""What an exam of whole tenants found: its figures, and its rows as a file holds them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from assistants.exam import gold
from assistants.exam.acceptance import Talk
from assistants.exam.correct import correctness
from assistants.exam.own_words import own_words
from assistants.exam.score import Scored, figures
from tuning.job.prompt import strip_citations

KEPT = (
    "f1",
    "em",
    "contains",
    "false_refusals",
    "unanswerable_refused",
    "latency_p50_ms",
    "latency_p95_ms",
)


@dataclass(frozen=True)
class Talked:
    """A conversation and what each of its answers is worth."""

    talk: Talk
    rows: list[Scored]


@dataclass(frozen=True)
class Outcome:
    """One tenant's answers; `ranks` holds, per answerable question, the place of its document among the hits, or 0."""

    name: str
    rows: list[Scored]
    ranks: list[int]
    talks: list[Talked] = field(default_factory=list)


def summary(outcomes: Sequence[Outcome]) -> dict[str, float | None]:
    """The figures of these tenants together; recall is over questions whose document the file names."""
    rows = [row for one in outcomes for row in one.rows]
    ranks = [rank for one in outcomes for rank in one.ranks]
    later = [row for one in outcomes for talked in one.talks for row in talked.rows[1:]]
    found = figures(rows, strip_citations)
    return {
        "questions": len(rows),
        **{name: found[name] for name in KEPT},
        "recall_at_1": _recall(ranks, 1),
        "recall_at_4": _recall(ranks, 4),
        **own_words(rows, later),
    }


def row_json(tenant: str, row: Scored) -> dict[str, Any]:
    """One answer with all that is known of it."""
    question, given = row.question, row.given
    return {
        "tenant": tenant,
        "kind": question.category or question.kind,
        "question": question.text,
        "gold": question.golds,
        **row.as_json(),
        "correctness": correctness(given.text, question.golds, question.facts) if question.kind == "answer" else None,
        "first_word_seconds": round(given.first_ms / 1000, 3),
        "seconds": round(given.ms / 1000, 3),
        "passages": [{"title": hit.title, "heading": hit.heading, "url": hit.url} for hit in given.hits],
        "gold_page_shown": gold.shown(question, given),
    }


def talk_json(tenant: str, talked: Talked) -> dict[str, Any]:
    """One conversation, answer by answer."""
    return {"tenant": tenant, "id": talked.talk.name, "turns": [row_json(tenant, row) for row in talked.rows]}


def _recall(ranks: Sequence[int], k: int) -> float:
    return round(sum(0 < rank <= k for rank in ranks) / len(ranks), 4) if ranks else 0.0
