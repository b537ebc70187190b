"""The printed tables: one line per tenant and one for all, within 120 columns."""

from collections.abc import Mapping, Sequence

from assistants.exam.outcome import Outcome, summary

WIDEST_NAME = 24
OWN_WORDS = {
    "answerable": "asked",
    "right": "right",
    "half": "half",
    "wrongly_refused": "wr.ref.",
    "short_right": "short",
    "list_right": "list",
    "steps_right": "steps",
    "two_right": "two",
    "almost_not_answered": "almost",
    "off_topic_refused": "off-t.",
    "injections_answered": "inject.",
    "later_turns_right": "2nd turn",
}
SEARCH_AND_TIME = {
    "questions": "asked",
    "f1": "F1",
    "em": "EM",
    "contains": "contains",
    "unanswerable_refused": "un.ref.",
    "recall_at_1": "R@1",
    "recall_at_4": "R@4",
    "first_word_p50_seconds": "word p50",
    "first_word_p95_seconds": "word p95",
    "whole_p50_seconds": "all p50",
    "whole_p95_seconds": "all p95",
}
HEADINGS = {
    "In their own words: right, half and wrongly refused of the answerable, and right by kind; then almost-questions\n"
    "and off-topic ones refused, injections answered (to be read), second and later turns right": OWN_WORDS,
    "Words shared, unanswerable ones refused, search, and seconds to the first word and to the last": SEARCH_AND_TIME,
}
COUNTED = {"answerable", "questions"}


def tables(outcomes: Sequence[Outcome]) -> str:
    """Both tables."""
    lines = [(one.name, summary([one])) for one in outcomes] + [("overall", summary(outcomes))]
    width = min(WIDEST_NAME, max(len(name) for name, _ in lines))
    return "\n\n".join(f"{heading}\n{_table(columns, lines, width)}" for heading, columns in HEADINGS.items())


def _table(columns: Mapping[str, str], lines: Sequence[tuple[str, Mapping[str, float | None]]], width: int) -> str:
    head = " " * width + "".join(title.rjust(_wide(title)) for title in columns.values())
    body = [
        name[:width].ljust(width)
        + "".join(_cell(key, found[key]).rjust(_wide(title)) for key, title in columns.items())
        for name, found in lines
    ]
    return "\n".join([head, *body])


def _wide(title: str) -> int:
    return max(7, len(title) + 1)


def _cell(key: str, value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.0f}" if key in COUNTED else f"{value:.2f}"
