"""Whether a new version goes live, and why, in words for the business."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistants.exam.score import Scored
from assistants.exam.statistics import Comparison, bootstrap, mcnemar

Figures = Mapping[str, float]

REFUSAL_ROOM = 0.05
GROUND_ROOM = 0.10
SURE = 0.95


@dataclass(frozen=True)
class Verdict:
    """`p_value` is McNemar's, over right and wrong answers."""

    promoted: bool
    reason: str
    comparison: Comparison
    p_value: float


def judge(candidate: Sequence[Scored], live: Sequence[Scored], ours: Figures, theirs: Figures) -> Verdict:
    """Compares the candidate with what is live, question by question; both answered the same ones in this order.

    Promoted only if its mean score is higher and no guardrail is broken.
    """
    pairs = list(zip(candidate, live, strict=True))
    comparison = bootstrap(
        (one.question.document or one.question.text, one.score - other.score) for one, other in pairs
    )
    won = sum(one.right and not other.right for one, other in pairs)
    lost = sum(other.right and not one.right for one, other in pairs)
    broken = _broken(ours, theirs)
    promoted = comparison.difference > 0 and not broken
    return Verdict(promoted, _reason(promoted, comparison, broken, candidate, live), comparison, mcnemar(won, lost))


def _broken(ours: Figures, theirs: Figures) -> list[str]:
    broken = []
    if ours["false_refusals"] > theirs["false_refusals"] + REFUSAL_ROOM:
        broken.append(_change("it turned away more questions that it should answer", "false_refusals", ours, theirs))
    if ours["refused"] < theirs["refused"] - REFUSAL_ROOM:
        broken.append(_change("it turned away fewer off-topic questions", "refused", ours, theirs))
    if ours["groundedness"] < theirs["groundedness"] - GROUND_ROOM:
        broken.append(_change("its answers rest less on your pages", "groundedness", ours, theirs))
    return broken


def _change(words: str, name: str, ours: Figures, theirs: Figures) -> str:
    return f"{words} ({ours[name]:.0%}, before {theirs[name]:.0%})"


def _reason(
    promoted: bool, comparison: Comparison, broken: list[str], candidate: Sequence[Scored], live: Sequence[Scored]
) -> str:
    counts = _counts(candidate, live)
    if promoted:
        sure = "" if comparison.probability >= SURE else " The lead is small: it may partly be chance."
        return f"It is live. {counts}{sure}"
    if broken:
        return f"We kept what was live: {' and '.join(broken)}. {counts}"
    better = "did not do better" if comparison.difference == 0 else "did worse"
    return f"We kept what was live: the new version {better} on the questions it had not seen. {counts}"


def _counts(candidate: Sequence[Scored], live: Sequence[Scored]) -> str:
    ours, theirs = _right(candidate, "answer"), _right(live, "answer")
    asked = sum(one.question.kind == "answer" for one in candidate)
    text = f"It answered {ours} of {asked} questions right, against {theirs} before"
    if others := len(candidate) - asked:
        turned, before = _right(candidate, "off_topic"), _right(live, "off_topic")
        text += f", and turned away {turned} of {others} off-topic questions, against {before} before"
    return f"{text}."


def _right(arm: Sequence[Scored], kind: str) -> int:
    return sum(one.right for one in arm if one.question.kind == kind)
