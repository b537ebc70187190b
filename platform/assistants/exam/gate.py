"""Whether a new version goes live, and why, in words for the business.

Better on the goal (the mean score) with a probability of LIKELY, and not worse on any guardrail:

- it refuses at most REFUSAL_ROOM more of the questions that it should answer than what is live;
- its answers rest on the pages they cite at most GROUND_ROOM less;
- it turns away at most REFUSAL_ROOM fewer off-topic questions than `off_topic_bar`.

That bar is what the live version turns away, as long as it does so with judgement. Whoever refuses everything turns
every off-topic question away, too: compared with that, no version could ever win. So every point of false refusals
that the live version has above FALSE_REFUSALS_ALLOWED lowers the bar by a point, though never below LOWEST_BAR, so
that an answer-everything version does not follow a refuse-everything one. See docs/decisions/promotion-gate.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistants.exam.score import Scored
from assistants.exam.statistics import Comparison, bootstrap, mcnemar

Figures = Mapping[str, float]

REFUSAL_ROOM = 0.05
GROUND_ROOM = 0.10
FALSE_REFUSALS_ALLOWED = 0.10
LOWEST_BAR = 0.5
LIKELY, SURE = 0.84, 0.95
"""A lead of one standard error, and of about two."""


@dataclass(frozen=True)
class Verdict:
    """`p_value` is McNemar's, over right and wrong answers."""

    promoted: bool
    reason: str
    comparison: Comparison
    p_value: float


def judge(candidate: Sequence[Scored], live: Sequence[Scored], ours: Figures, theirs: Figures) -> Verdict:
    """Compares the candidate with what is live, question by question; both answered the same ones in this order.

    Promoted only if its mean score is higher, that is likely not to be chance, and no guardrail is broken.
    """
    pairs = list(zip(candidate, live, strict=True))
    comparison = bootstrap(
        (one.question.document or one.question.text, one.score - other.score) for one, other in pairs
    )
    won = sum(one.right and not other.right for one, other in pairs)
    lost = sum(other.right and not one.right for one, other in pairs)
    broken = _broken(ours, theirs)
    promoted = comparison.difference > 0 and comparison.probability >= LIKELY and not broken
    return Verdict(promoted, _reason(promoted, comparison, broken, candidate, live), comparison, mcnemar(won, lost))


def off_topic_bar(theirs: Figures) -> float:
    """The share of off-topic questions that a candidate is to turn away, given the live version's figures, in [0, 1].

    Refusals that the live version owes to refusing too much count for nothing.
    """
    excess = max(0.0, theirs["false_refusals"] - FALSE_REFUSALS_ALLOWED)
    return min(theirs["refused"], max(LOWEST_BAR, theirs["refused"] - excess))


def _broken(ours: Figures, theirs: Figures) -> list[str]:
    broken = []
    if ours["false_refusals"] > theirs["false_refusals"] + REFUSAL_ROOM:
        broken.append(_change("it turned away more questions that it should answer", "false_refusals", ours, theirs))
    if ours["refused"] < off_topic_bar(theirs) - REFUSAL_ROOM:
        broken.append(_change("it turned away fewer off-topic questions", "refused", ours, theirs))
    if ours["groundedness"] < theirs["groundedness"] - GROUND_ROOM:
        broken.append(_change("its answers rest less on the pages that they cite", "groundedness", ours, theirs))
    return broken


def _change(words: str, name: str, ours: Figures, theirs: Figures) -> str:
    return f"{words} ({ours[name]:.0%}, before {theirs[name]:.0%})"


def _reason(
    promoted: bool, comparison: Comparison, broken: list[str], candidate: Sequence[Scored], live: Sequence[Scored]
) -> str:
    counts = _counts(candidate, live)
    if promoted:
        sure = "" if comparison.probability >= SURE else " The lead is small: it may partly be chance."
        return f"It is promoted. {counts}{sure}"
    if broken:
        return f"We kept what was live: {' and '.join(broken)}. {counts}"
    if comparison.difference > 0:
        return f"We kept what was live: the lead of the new version is so small that it may well be chance. {counts}"
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
