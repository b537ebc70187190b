"""What an exam of whole tenants found, and how it is printed."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistants.exam.score import Scored, figures
from tuning.job.prompt import strip_citations

COLUMNS = {
    "questions": "asked",
    "f1": "F1",
    "em": "EM",
    "contains": "contains",
    "false_refusals": "false ref.",
    "unanswerable_refused": "unansw. ref.",
    "off_topic_refused": "off-t. ref.",
    "recall_at_1": "recall@1",
    "recall_at_4": "recall@4",
    "latency_p50_ms": "p50 ms",
    "latency_p95_ms": "p95 ms",
}


@dataclass(frozen=True)
class Outcome:
    """One tenant's answers; `ranks` holds, per answerable question, the place of its document among the hits, or 0."""

    name: str
    rows: list[Scored]
    ranks: list[int]


def summary(rows: Sequence[Scored], ranks: Sequence[int]) -> dict[str, float]:
    """The figures of `COLUMNS`; recall is over questions whose document the file names."""
    found = figures(rows, strip_citations)
    return {
        **{name: found[name] for name in COLUMNS if name in found},
        "questions": len(rows),
        "off_topic_refused": found["refused"],
        "recall_at_1": _recall(ranks, 1),
        "recall_at_4": _recall(ranks, 4),
    }


def overall(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """All tenants' questions together."""
    return summary([row for one in outcomes for row in one.rows], [rank for one in outcomes for rank in one.ranks])


def table(outcomes: Sequence[Outcome]) -> str:
    """One line per tenant, and one for all."""
    lines = [(one.name, summary(one.rows, one.ranks)) for one in outcomes]
    width = max(len(name) for name, _ in [*lines, ("overall", None)])
    head = " " * width + "".join(f"{title:>14}" for title in COLUMNS.values())
    return "\n".join([head, *(_line(name, width, found) for name, found in [*lines, ("overall", overall(outcomes))])])


def _line(name: str, width: int, found: dict[str, float]) -> str:
    whole = {"questions", "latency_p50_ms", "latency_p95_ms"}
    cells = (f"{found[key]:>14.0f}" if key in whole else f"{found[key]:>14.3f}" for key in COLUMNS)
    return name.ljust(width) + "".join(cells)


def _recall(ranks: Sequence[int], k: int) -> float:
    return round(sum(0 < rank <= k for rank in ranks) / len(ranks), 4) if ranks else 0.0
