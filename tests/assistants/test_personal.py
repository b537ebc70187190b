"""Visitors' personal data stays out of what a bot learns from; a business's own hotline does not."""

import pytest

from assistants.examples.personal import Guard, find
from assistants.examples.private import Private
from assistants.examples.records import Candidate, Material, Origin, ShownPassage


def masked(text: str) -> str:
    return Guard().masked(text)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Write to alice.b+x@mail.example.co please", "Write to <e-mail> please"),
        ("My IBAN is DE89 3704 0044 0532 0130 00.", "My IBAN is <bank account>."),
        ("Refund to gb82west12345698765432 please", "Refund to <bank account> please"),
        ("Use BE68 5390 0754 7034 from now on", "Use <bank account> from now on"),
        ("Card 4111 1111 1111 1111, expires soon", "Card <card number>, expires soon"),
        ("I paid with 5500-0000-0000-0004", "I paid with <card number>"),
        ("Call me: +44 20 7946 0958", "Call me: <phone number>"),
        ("Ring 0170 / 123 45 67 today", "Ring <phone number> today"),
        ("Mine is (030) 901820-11", "Mine is <phone number>"),
        ("Mine is 01.23.45.67.89", "Mine is <phone number>"),
        ("Dial 555-123-4567", "Dial <phone number>"),
        ("Where is my order 1029384?", "Where is my order <order number>?"),
        ("Order number: AB-20394 is late", "Order number: <order number> is late"),
        ("My invoice no. 2024-00017 is wrong", "My invoice no. <order number> is wrong"),
        ("What about #4711042?", "What about #<order number>?"),
        ("I am bob@shop.example, 0170 1234567", "I am <e-mail>, <phone number>"),
    ],
)
def test_what_belongs_to_one_person_is_masked(text: str, clean: str) -> None:
    assert masked(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "Do you deliver on 24.12.2024 or on 2025-01-02 at 10:30?",
        "Is it closed from 01.02.2024 10:00 on?",
        "Does it cost 1,200.50 € or 12 000 €?",
        "Can I order 12 lamps of 45 x 30 x 120 cm?",
        "Which bulbs fit: E27 or GU10, 2700 K, 806 lm?",
        "Were you founded in 1987 or 1991?",
        "Is the order of the steps important?",
        "Does article 4006381333931 exist?",
        "Is it 0.123456789 m?",
        "Do you ship to 10115 Berlin?",
    ],
)
def test_dates_amounts_and_measures_stay(text: str) -> None:
    assert masked(text) == text


def test_a_number_with_a_wrong_check_digit_is_no_account_and_no_card() -> None:
    assert [found.kind for found in find("DE88 3704 0044 0532 0130 00")] == []
    assert [found.kind for found in find("4111 1111 1111 1112")] == []


def test_what_the_business_publishes_is_not_personal() -> None:
    guard = Guard.beside(["Call us: 030 / 123 456 78 or write to info@shop.example."])
    text = "Is 030 12345678 your hotline, and info@shop.example your address?"
    assert guard.masked(text) == text
    assert guard.masked("Mine is 030 12345679") == "Mine is <phone number>"


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("Where is order 1029384 that I paid for?", "Where is order <order number> that I paid for?"),
        ("1029384@mail.example", ""),
        ("It is order 1029384", ""),
        ("ok", "ok"),
    ],
)
def test_a_question_of_which_little_is_left_is_dropped(asked: str, left: str) -> None:
    assert Guard().question(asked) == left


PAGE = ShownPassage(id="p", document="d", title="Contact", url="", text="Write to info@shop.example.")
OWN = ShownPassage(id="q", document="q", title="Is bob@mail.example late?", url="", text="Is bob@mail.example late?")


def _asked(question: str, answer: str, origin: Origin) -> Candidate:
    return Candidate(question, answer, "", OWN, "q", origin)


@pytest.fixture
def private() -> Private:
    return Private.of([Material(PAGE, "Contact", "")], [_asked("Is 0170 1234567 yours?", "Yes.", "pair")])


def test_rows_that_began_with_a_visitor_are_masked_or_dropped_and_counted(private: Private) -> None:
    rows = [
        _asked("Is my parcel for bob@mail.example late?", "It is on its way.", "correction"),
        _asked("Who is alice@mail.example?", "That is alice@mail.example.", "conversation"),
        _asked("bob@mail.example", "Yes.", "conversation"),
        _asked("Is info@shop.example right?", "Yes, info@shop.example.", "conversation"),
        _asked("Is 0170 1234567 yours?", "Yes.", "pair"),
    ]
    kept = list(private.candidates(rows))
    assert [one.question for one in kept] == [
        "Is my parcel for <e-mail> late?",
        "Is info@shop.example right?",
        "Is 0170 1234567 yours?",
    ]
    assert private.figures() == {"masked": 1, "dropped": 2}
    assert kept[0].passage["text"] == kept[0].passage["title"] == "Is <e-mail> late?"


def test_what_search_brings_is_masked_too(private: Private) -> None:
    shown = private.retrieve(lambda question: [PAGE, OWN])("anything")
    assert shown[0] == PAGE
    assert shown[1]["text"] == "Is <e-mail> late?"
