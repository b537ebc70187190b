"""How well it is answered: what stayed open, what visitors thought, how fast the first word came."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from assistants.models import Assistant
from chat.models import Message
from insights.selection import answers, since

SAMPLE = 10_000


@dataclass(frozen=True)
class Unanswered:
    """A question, and the answer that refused it or that its visitor found wanting."""

    question: str
    answer: Message


@dataclass(frozen=True)
class Satisfaction:
    """Thumbs. `share` of thumbs up among all, or None without any."""

    up: int
    down: int

    @property
    def share(self) -> float | None:
        """From 0 to 1."""
        return self.up / (self.up + self.down) if self.up + self.down else None


@dataclass(frozen=True)
class Latency:
    """Time to first token in milliseconds over `answers` answers; None without any."""

    p50: int | None
    p95: int | None
    answers: int


def unanswered(limit: int, assistant: Assistant | None = None) -> list[Unanswered]:
    """The latest questions that were refused or whose answer was rated down, in the tenant's scope."""
    wanting = answers(assistant).filter(Q(refused=True) | Q(rating=Message.Rating.DOWN), reply_to__isnull=False)
    newest = wanting.select_related("reply_to", "conversation").order_by("-created_at")[:limit]
    return [Unanswered(answer.reply_to.text, answer) for answer in newest if answer.reply_to]


def satisfaction(days: int, assistant: Assistant | None = None) -> Satisfaction:
    """Ratings of the answers of the last `days` days."""
    rated = answers(assistant).filter(created_at__gte=since(days))
    counted = rated.aggregate(
        up=Count("pk", filter=Q(rating=Message.Rating.UP)), down=Count("pk", filter=Q(rating=Message.Rating.DOWN))
    )
    return Satisfaction(counted["up"], counted["down"])


def latency(days: int, assistant: Assistant | None = None) -> Latency:
    """Of the last `days` days, at most the latest SAMPLE answers."""
    timed = answers(assistant).filter(created_at__gte=since(days), first_token_ms__isnull=False)
    newest = timed.order_by("-created_at").values_list("first_token_ms", flat=True)[:SAMPLE]
    times = sorted(time for time in newest if time is not None)
    return Latency(_percentile(times, 0.50), _percentile(times, 0.95), len(times))


def _percentile(ordered: Sequence[int], share: float) -> int | None:
    """Nearest rank: the smallest value that at least `share` of all do not exceed."""
    return ordered[math.ceil(share * len(ordered)) - 1] if ordered else None
