"""From answers to the figures of one arm."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistants.exam import metrics
from assistants.exam.correct import correctness
from assistants.exam.records import AnswerJson, Given, Kind, Question
from assistants.exam.statistics import percentile


@dataclass(frozen=True)
class Scored:
    """A question, an arm's answer, and what it is worth: token F1 where there is an answer, else 1 for refusing."""

    question: Question
    given: Given
    f1: float
    right: bool

    @property
    def score(self) -> float:
        """In [0, 1]; what the gate compares."""
        return self.f1 if self.question.kind == "answer" else float(self.right)

    def as_json(self) -> AnswerJson:
        """For the report card."""
        given = self.given
        return {
            "text": given.text,
            "f1": round(self.f1, 4),
            "right": self.right,
            "refused": given.refused,
            "citations": given.citations,
            "ms": round(given.ms),
        }


def scored(question: Question, given: Given, plain: str) -> Scored:
    """`plain`: the answer without citation marks. A refusal of an answerable question is worth nothing."""
    if question.kind != "answer":
        return Scored(question, given, 0.0, given.refused)
    if given.refused:
        return Scored(question, given, 0.0, False)
    complete = bool(question.facts) and correctness(plain, question.golds, question.facts) == 1
    right = complete or metrics.is_right(plain, question.golds)
    return Scored(question, given, metrics.token_f1(plain, question.golds), right)


def figures(arm: Sequence[Scored], plain: Callable[[str], str]) -> dict[str, float]:
    """Everything that a report card says about an arm. `plain` removes citation marks."""
    answerable = _of(arm, "answer")
    off_topic = _of(arm, "off_topic")
    unanswerable = _of(arm, "unanswerable")
    given = [one for one in answerable if not one.given.refused]
    times = [one.given.ms for one in arm]
    found = {
        "questions": float(len(arm)),
        "score": _mean(one.score for one in arm),
        "right": float(sum(one.right for one in arm)),
        "f1": _mean(one.f1 for one in answerable),
        "em": _mean(
            _answered(one) * metrics.exact_match(plain(one.given.text), one.question.golds) for one in answerable
        ),
        "contains": _mean(
            _answered(one) * metrics.contains(plain(one.given.text), one.question.golds) for one in answerable
        ),
        "false_refusals": _mean(one.given.refused for one in answerable),
        "refused": _mean(one.given.refused for one in off_topic),
        "unanswerable_refused": _mean(one.given.refused for one in unanswerable),
        "groundedness": _mean(metrics.groundedness(plain(one.given.text), one.given.cited_texts) for one in given),
        "citation_precision": _mean(metrics.precision(one.given.cited, one.question.passages) for one in given),
        "citation_recall": _mean(metrics.recall(one.given.cited, one.question.passages) for one in given),
        "latency_p50_ms": percentile(times, 0.5),
        "latency_p95_ms": percentile(times, 0.95),
        **_refusing(arm),
    }
    return {name: round(value, 4) for name, value in found.items()}


def _refusing(arm: Sequence[Scored]) -> dict[str, float]:
    """Answer or refuse, as a classification whose positive class is "refuse"."""
    hits = sum(one.given.refused and one.question.kind != "answer" for one in arm)
    said = sum(one.given.refused for one in arm)
    due = sum(one.question.kind != "answer" for one in arm)
    right = sum(one.given.refused == (one.question.kind != "answer") for one in arm)
    return {
        "refusal_accuracy": right / len(arm) if arm else 0.0,
        "refusal_precision": hits / said if said else 0.0,
        "refusal_recall": hits / due if due else 0.0,
        "refusal_f1": 2 * hits / (said + due) if said + due else 0.0,
    }


def _of(arm: Sequence[Scored], kind: Kind) -> list[Scored]:
    return [one for one in arm if one.question.kind == kind]


def _answered(one: Scored) -> bool:
    return not one.given.refused


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0
