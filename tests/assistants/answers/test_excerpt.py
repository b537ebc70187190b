"""The page's own words around a place are whole: sentences, lists, steps, tables."""

import pytest

from assistants.answers.excerpt import excerpt

LONG = "Children under six climb for free on all days of the week when they come with an adult who pays for a ticket."
PROSE = f"The tower opens at nine. It closes at five. {LONG}"
LIST = "Opening hours of the tower.\nBring these with you:\n- Passport\n- Ticket\n- Proof of address\nSee you soon."
STEPS = "Change it.\nTo change it:\nSign in to your account.\nOpen the menu Profile.\nSelect Save.\nWe write to you."
TABLE = "Prices of the tower\nTicket | Weekday | Weekend |\nAdult | 12 € | 15 € |\nChild | 6 € | 8 € |\nAll with tax."


def around(text: str, words: str, *, whole: bool = False) -> str:
    start = text.index(words)
    return excerpt(text, start, start + len(words), whole=whole)


def test_a_long_sentence_stands_alone() -> None:
    assert around(PROSE, "under six") == LONG


def test_a_short_sentence_comes_with_the_next_and_one_that_leans_with_the_one_before() -> None:
    assert around(PROSE, "at nine").startswith("The tower opens at nine. It closes at five.")
    assert around(PROSE, "at five").startswith("The tower opens at nine. It closes at five.")


@pytest.mark.parametrize("place", ["Passport", "Ticket", "Proof", "Bring these"])
def test_a_list_is_whole_and_keeps_what_leads_it(place: str) -> None:
    assert around(LIST, place) == "Bring these with you:\n- Passport\n- Ticket\n- Proof of address"


def test_of_a_long_list_what_is_around_the_place_is_shown() -> None:
    items = [f"- item {number} with a good many words that fill the line well" for number in range(30)]
    shown = around("\n".join(["All of them:", *items]), "item 17 ").split("\n")
    assert shown == ["All of them:", *items[16:19]]


def test_steps_without_numbers_get_them_where_steps_are_wanted() -> None:
    steps = "To change it:\n1. Sign in to your account.\n2. Open the menu Profile.\n3. Select Save."
    assert around(STEPS, "Open the menu", whole=True) == steps


def test_a_row_is_told_under_the_names_of_its_columns() -> None:
    shown = around(TABLE, "12 €")
    assert shown.split("\n")[:3] == ["| Ticket | Weekday | Weekend |", "| --- | --- | --- |", "| Adult | 12 € | 15 € |"]


def test_of_a_large_table_the_row_is_shown_alone() -> None:
    rows = [f"Room {number} | {number}0 € | a bed and a desk |" for number in range(1, 20)]
    shown = around("\n".join(["Room | Price | With |", *rows]), "Room 7 ")
    assert shown.split("\n") == [
        "| Room | Price | With |",
        "| --- | --- | --- |",
        "| Room 7 | 70 € | a bed and a desk |",
    ]


def test_prices_of_all_are_the_whole_table() -> None:
    rows = [f"Room {number} | {number}0 € | a bed and a desk |" for number in range(1, 9)]
    shown = around("\n".join(["Room | Price | With |", *rows]), "Room 7 ", whole=True)
    assert len(shown.split("\n")) == len(rows) + 2


def test_a_question_and_its_answer_are_no_steps() -> None:
    text = "Is my warranty gone?\nNo. The number inside is enough for us to find you in the book and repair it."
    assert not around(text, text, whole=True).startswith("1.")


def test_a_question_of_the_page_is_not_told_as_its_answer() -> None:
    assert around("Is there a lift?\nYes, to the third floor.", "third floor") == "Yes, to the third floor."


def test_a_row_that_names_its_columns_is_drawn_without_the_names() -> None:
    text = "Boat | Child | Adult\nHeron | Child: 3 € | Adult: 6 €\nWren | Child: 2 € | Adult: 5 €"
    assert around(text, "Adult: 5 €").split("\n")[3] == "| Wren | 2 € | 5 € |"


def test_words_of_a_small_section_are_told_under_its_heading_and_not_with_the_next() -> None:
    text = "The heron:\nFolds to 30 cm. 90 €.\nThe wren:\nFolds to 20 cm. 70 €.\nThe owl:\nDoes not fold."
    assert around(text, "70 €") == "The wren: Folds to 20 cm. 70 €."
    assert around(text, "Folds to 30") == "The heron: Folds to 30 cm. 90 €."


def test_where_only_the_lead_of_prose_is_found_what_it_leads_is_told_and_not_the_whole_passage() -> None:
    text = f"Dogs:\nThey are welcome on a lead.\nChildren:\n{LONG}"
    assert around(text, "Children:") == f"Children: {LONG}"
