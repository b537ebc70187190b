"""How a group of answers went, in counts that can be added and compared."""

from dataclasses import astuple, dataclass

from django.db.models import Count, Q, QuerySet

from chat.models import Message

_ENDED = Q(state__in=[Message.State.DONE, Message.State.STOPPED])
_BROKEN = Q(state__in=[Message.State.FAILED, Message.State.INTERRUPTED])
COUNTS = {
    "answers": Count("pk", filter=_ENDED),
    "refused": Count("pk", filter=_ENDED & Q(refused=True)),
    "broken": Count("pk", filter=_BROKEN),
    "up": Count("pk", filter=Q(rating=Message.Rating.UP)),
    "down": Count("pk", filter=Q(rating=Message.Rating.DOWN)),
}


@dataclass(frozen=True)
class Tally:
    """`refused` of the `answers` turned the question away; `broken` questions got no answer at all."""

    answers: int = 0
    refused: int = 0
    broken: int = 0
    up: int = 0
    down: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))

    @property
    def asked(self) -> int:
        """Questions, answered or not."""
        return self.answers + self.broken

    @property
    def rated(self) -> int:
        """Answers with a thumb."""
        return self.up + self.down


def tally(answers: QuerySet[Message]) -> Tally:
    """Counts these answers."""
    return Tally(**answers.order_by().aggregate(**COUNTS))
