"""The last days in figures, as the pages show them."""

from dataclasses import dataclass

from assistants.models import Assistant
from dashboard.charts import Column, columns
from insights.quality import latency, satisfaction
from insights.usage import usage


@dataclass(frozen=True)
class Week:
    """Shares are from 0 to 1, or None where there is nothing to divide by; `first_word` is in milliseconds."""

    days: int
    conversations: int
    answers: int
    refused: int
    answered: float | None
    helpful: float | None
    rated: int
    first_word: int | None
    columns: list[Column]


def week(assistant: Assistant, days: int) -> Week:
    """The figures of the last `days` days, today being one of them. In the scope of the assistant's tenant."""
    seen = usage(days, assistant)
    answers, refused = sum(day.answers for day in seen), sum(day.refused for day in seen)
    thumbs = satisfaction(days, assistant)
    return Week(
        days=days,
        conversations=sum(day.conversations for day in seen),
        answers=answers,
        refused=refused,
        answered=1 - refused / answers if answers else None,
        helpful=thumbs.share,
        rated=thumbs.up + thumbs.down,
        first_word=latency(days, assistant).p50,
        columns=columns([(f"{day.date:%d %b}".lstrip("0"), day.answers, day.refused) for day in seen]),
    )
