"""How much is asked, day by day."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncDate

from assistants.models import Assistant
from chat.models import Message
from insights.selection import answers, since


@dataclass(frozen=True)
class Day:
    """One day (UTC). `messages` are visitors' questions; `tokens` those of prompts and answers together."""

    date: date
    conversations: int = 0
    messages: int = 0
    answers: int = 0
    refused: int = 0
    tokens: int = 0


def usage(days: int, assistant: Assistant | None = None) -> list[Day]:
    """The last `days` days in order, quiet ones included, in the tenant's scope."""
    first = since(days)
    ended = Q(state__in=[Message.State.DONE, Message.State.STOPPED])
    counted = (
        answers(assistant)
        .filter(created_at__gte=first)
        .order_by()
        .values(day=TruncDate("created_at"))
        .annotate(
            conversations=Count("conversation", distinct=True),
            messages=Count("reply_to"),
            answers=Count("pk", filter=ended),
            refusals=Count("pk", filter=ended & Q(refused=True)),
            tokens=Sum(F("prompt_tokens") + F("completion_tokens")),
        )
    )
    seen = {
        row["day"]: Day(
            row["day"], row["conversations"], row["messages"], row["answers"], row["refusals"], row["tokens"]
        )
        for row in counted
    }
    dates = [first.date() + timedelta(days=place) for place in range(days)]
    return [seen.get(day, Day(day)) for day in dates]
