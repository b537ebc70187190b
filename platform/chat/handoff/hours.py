"""Business hours: wall-clock spans of a week in a time zone."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HORIZON = 60
_SPAN = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*(?:-|–|to)\s*(\d{1,2})(?::(\d{2}))?", re.IGNORECASE)
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Hours:
    """`spans`: day of the week → [["09:00", "17:30"], …], up to "24:00"; `closed_on`: ISO dates without any."""

    spans: Mapping[str, Sequence[Sequence[str]]]
    zone: str = "UTC"
    closed_on: Sequence[str] = ()

    def at(self, now: datetime) -> tuple[bool, datetime | None]:
        """Whether it is open at `now` (aware), and when that changes (UTC); None beyond HORIZON days."""
        today = now.astimezone(ZoneInfo(self.zone)).date()
        end = self._moment(today + timedelta(days=HORIZON), "24:00")
        for start, stop in _joined(self._openings(today)):
            if start > now:
                return False, start.astimezone(UTC)
            if stop > now:
                return True, stop.astimezone(UTC) if stop < end else None
        return False, None

    def _openings(self, today: date) -> Iterator[Span]:
        # From yesterday, whose "24:00" may touch what is open now.
        for offset in range(-1, HORIZON + 1):
            day = today + timedelta(days=offset)
            if day.isoformat() not in self.closed_on:
                for start, stop in sorted(map(tuple, self.spans.get(DAYS[day.weekday()], []))):
                    yield self._moment(day, start), self._moment(day, stop)

    def _moment(self, day: date, clock: str) -> datetime:
        """The moment at which the wall clock shows this; comparable with others because it is in UTC."""
        if clock == "24:00":
            return self._moment(day + timedelta(days=1), "00:00")
        return datetime.combine(day, time.fromisoformat(clock), ZoneInfo(self.zone)).astimezone(UTC)


def parse(text: str) -> list[list[str]]:
    """Reads `9-12:30, 13:00-17` as [["09:00", "12:30"], ["13:00", "17:00"]]. Raises ValueError: what is wrong."""
    spans = sorted(_span(part.strip()) for part in text.split(",") if part.strip())
    for (_, stop), (start, _) in pairwise(spans):
        if start < stop:
            raise ValueError(f"Two spans overlap at {start}. Join them into one.")
    return spans


def write(spans: Sequence[Sequence[str]]) -> str:
    """The spans as `parse` reads them."""
    return ", ".join(f"{start}-{stop}" for start, stop in spans)


def _span(text: str) -> list[str]:
    if not (found := _SPAN.fullmatch(text)):
        raise ValueError(f"“{text}” is not a span of time. Write it like 9:00-17:30.")
    hours, minutes = [int(found[1]), int(found[3])], [int(found[2] or 0), int(found[4] or 0)]
    if max(minutes) > 59 or max(hour * 60 + minute for hour, minute in zip(hours, minutes, strict=True)) > 24 * 60:
        raise ValueError(f"“{text}” is not on the clock, which goes from 0:00 to 24:00.")
    start, stop = (f"{hour:02}:{minute:02}" for hour, minute in zip(hours, minutes, strict=True))
    if stop <= start:
        raise ValueError(f"“{text}” ends before it begins. Past midnight, write the rest on the next day.")
    return [start, stop]


def _joined(spans: Iterator[Span]) -> Iterator[Span]:
    """Spans that touch, such as over midnight, as one."""
    last: Span | None = None
    for start, stop in spans:
        if last and start <= last[1]:
            last = last[0], max(last[1], stop)
            continue
        if last:
            yield last
        last = start, stop
    if last:
        yield last
