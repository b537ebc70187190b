"""Passages have a size that a prompt can carry, and end where sentences do."""

import pytest

from knowledge import sentences
from knowledge.passages import MOST, cut, of_pair
from knowledge.reading import Section
from knowledge.reading.outcome import Pair

SENTENCE = "This sentence has exactly eight words in it. "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It costs 3.50 kr. Dr. Berg agrees.", ["It costs 3.50 kr.", "Dr. Berg agrees."]),
        ("We close at 5 p.m. Then we clean.", ["We close at 5 p.m.", "Then we clean."]),
        ("See e.g. Norway. “Really?” Yes!", ["See e.g. Norway.", "“Really?”", "Yes!"]),
        ("J. R. Hansen founded it.\n- No stop here", ["J. R. Hansen founded it.", "- No stop here"]),
        ("Version 2.0 is out… Älter war 1.9.", ["Version 2.0 is out…", "Älter war 1.9."]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, expected: list[str]) -> None:
    assert sentences.split(text) == expected


@pytest.mark.parametrize("count", [1, 15, 16, 31, 100])
def test_a_long_section_is_cut_evenly_between_sentences_and_nothing_is_lost(count: int) -> None:
    drafts = cut([Section(("A", "B"), SENTENCE * count)])
    sizes = [len(draft.text.split()) for draft in drafts]
    assert sum(sizes) == 8 * count
    assert max(sizes) <= MOST
    assert max(sizes) - min(sizes) <= 16
    assert all(draft.heading == "A › B" and draft.text.endswith("it.") for draft in drafts)


def test_a_sentence_without_end_is_cut_all_the_same() -> None:
    sizes = [len(draft.text.split()) for draft in cut([Section((), "word " * 500)])]
    assert sum(sizes) == 500
    assert max(sizes) <= MOST


def test_tiny_neighbours_share_a_passage_under_what_their_headings_share() -> None:
    (draft,) = cut([Section(("Help", "Cash"), "No cash."), Section(("Help", "Cards"), "All cards.")])
    assert draft.heading == "Help"
    assert draft.text == "Cash:\nNo cash.\nCards:\nAll cards."


def test_sections_that_can_stand_alone_are_not_merged() -> None:
    assert len(cut([Section(("A",), SENTENCE * 8), Section(("B",), SENTENCE * 8)])) == 2


def test_a_pair_is_a_passage_of_its_own_and_a_long_answer_goes_on() -> None:
    pair = Pair("How?", SENTENCE * 20, ("FAQ",))
    first, second = of_pair(pair)
    assert first.text.startswith("How?\nThis sentence")
    assert (first.heading, second.heading) == ("FAQ", "FAQ › How?")
    assert (first.pair, second.pair) == (pair, None)


ITEMS = [f"{n}. Turn the valve number {n} slowly. Then wait." for n in range(1, 21)]
ROWS = [f"Room {n} | Summer: {n}0 euros | Winter: {n}5 euros" for n in range(1, 61)]


def test_steps_that_fit_stay_whole_with_their_lead() -> None:
    drafts = cut([Section(("Valves",), SENTENCE * 14 + "\nDo this:\n" + "\n".join(ITEMS) + "\nDone.")])
    (steps,) = [draft.text for draft in drafts if ITEMS[0] in draft.text]
    assert steps.startswith("Do this:\n")
    assert all(item in steps for item in ITEMS)


@pytest.mark.parametrize("lead", ["You need:", "Das brauchen Sie：", "Room | Summer | Winter"])
def test_each_piece_of_a_long_list_or_table_repeats_its_lead_and_tears_no_entry(lead: str) -> None:
    entries = ROWS if " | " in lead else [f"- Item {n} of the kit. It is small and light." for n in range(1, 61)]
    drafts = cut([Section(("Kit",), "\n".join([lead, *entries]))])
    assert len(drafts) > 1
    assert all(draft.text.startswith(f"{lead}\n") and len(draft.text.split()) <= MOST for draft in drafts)
    assert [line for draft in drafts for line in draft.text.split("\n")[1:]] == entries


def test_what_is_indented_stays_with_its_item() -> None:
    entries = [f"- Item {n} of the kit is sold here\n  - in red\n  - in blue" for n in range(1, 41)]
    drafts = cut([Section((), "\n".join(entries))])
    assert len(drafts) > 1
    assert all(draft.text.startswith("- Item") and draft.text.endswith("in blue") for draft in drafts)
