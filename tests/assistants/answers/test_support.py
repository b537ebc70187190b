"""An answer may say no number, name or address that the passages do not."""

from uuid import uuid4

import pytest

from assistants.answers.support import unsupported
from knowledge.search import Hit

TEXT = "Returns are free for 30 days. Write to Alice at help@shop.example. A saddle costs 1,200 € in Norway."
HITS = [Hit(uuid4(), uuid4(), uuid4(), "Returns", "", "", TEXT, 1.0, 1.0, 1.0)]


@pytest.mark.parametrize(
    "answer",
    [
        "Returns are free for 30 days.",
        "A saddle costs 1200 €.",
        "1. Write to Alice.",
        "You can write to help@shop.example.",
    ],
)
def test_what_the_passages_say_is_supported(answer: str) -> None:
    assert not unsupported(answer, HITS)


@pytest.mark.parametrize(
    "answer",
    [
        "Returns are free for 60 days.",
        "A saddle costs 200 €.",
        "You can write to sales@shop.example.",
        "It is free, says Charlie.",
        "Our friendly team loves helping customers choose wonderful bicycles.",
    ],
)
def test_what_they_do_not_say_is_not(answer: str) -> None:
    assert unsupported(answer, HITS)
