"""Business hours on the wall clock of a place."""

from datetime import UTC, datetime

import pytest

from chat.handoff.hours import Hours, parse, write

WEEK = {day: [["09:00", "12:00"], ["13:00", "17:30"]] for day in ("mon", "tue", "wed", "thu", "fri")}
BERLIN = Hours(WEEK, "Europe/Berlin")


def utc(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (utc(2026, 1, 5, 8), (True, utc(2026, 1, 5, 11))),
        (utc(2026, 1, 5, 11), (False, utc(2026, 1, 5, 12))),
        (utc(2026, 1, 5, 7, 59), (False, utc(2026, 1, 5, 8))),
        (utc(2026, 1, 9, 16, 30), (False, utc(2026, 1, 12, 8))),
        (utc(2026, 7, 6, 7), (True, utc(2026, 7, 6, 10))),
    ],
)
def test_hours_follow_the_clock_of_the_place_in_winter_and_summer(now: datetime, found: object) -> None:
    assert BERLIN.at(now) == found


def test_the_weekend_in_which_the_clock_changes_keeps_the_wall_clock() -> None:
    assert BERLIN.at(utc(2026, 3, 27, 20)) == (False, utc(2026, 3, 30, 7))


def test_a_day_off_is_skipped() -> None:
    hours = Hours(WEEK, "Europe/Berlin", ["2026-01-06"])
    assert hours.at(utc(2026, 1, 6, 9)) == (False, utc(2026, 1, 7, 8))


def test_spans_that_touch_at_midnight_are_one() -> None:
    night = Hours({"mon": [["20:00", "24:00"]], "tue": [["00:00", "02:00"]]})
    assert night.at(utc(2026, 1, 5, 21)) == (True, utc(2026, 1, 6, 2))
    assert night.at(utc(2026, 1, 6, 1)) == (True, utc(2026, 1, 6, 2))


def test_open_all_day_every_day_never_changes() -> None:
    always = Hours({day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")})
    assert always.at(utc(2026, 1, 5, 21)) == (True, None)


def test_without_a_span_it_never_opens() -> None:
    assert Hours({}).at(utc(2026, 1, 5, 21)) == (False, None)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", []),
        ("9-17", [["09:00", "17:00"]]),
        ("13:00 – 17:30, 9:00 to 12", [["09:00", "12:00"], ["13:00", "17:30"]]),
        ("18-24", [["18:00", "24:00"]]),
    ],
)
def test_spans_are_read_as_people_write_them(text: str, spans: list[list[str]]) -> None:
    assert parse(text) == spans
    assert parse(write(spans)) == spans


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("all day", "not a span of time"),
        ("9-25", "not on the clock"),
        ("9:70-12", "not on the clock"),
        ("22-2", "ends before it begins"),
        ("9-13, 12-17", "overlap"),
    ],
)
def test_what_is_wrong_with_a_span_is_said(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse(text)
