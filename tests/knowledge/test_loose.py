"""Passages that are nobody's knowledge are ranked as knowledge is."""

from uuid import UUID, uuid4

import pytest

from knowledge.embedding import embed_drafts
from knowledge.passages import Draft
from knowledge.reading import Kind, Unreadable, sandbox
from knowledge.reading.readers import sheet
from knowledge.search import Loose, among

pytestmark = pytest.mark.usefixtures("engine")
TEXTS = ["The piano is tuned every spring.", "Rent is due on the first day of each month.", "Pets are welcome."]


@pytest.fixture
def file() -> UUID:
    return uuid4()


@pytest.fixture
def loose(file: UUID, engine: object) -> list[Loose]:
    drafts = [Draft("", text) for text in TEXTS]
    return [
        Loose(uuid4(), file, "contract.txt", "", draft.text, one.vector, one.sentence_vectors)
        for draft, one in zip(drafts, embed_drafts("contract.txt", drafts), strict=True)
    ]


def test_the_nearest_comes_first_and_says_whose_it_is(loose: list[Loose], file: UUID) -> None:
    best, *others = among("When is the rent due?", loose, 2)
    assert (best.text, best.title, best.document_id, best.visitors) == (TEXTS[1], "contract.txt", file, True)
    assert best.similarity > others[0].similarity
    assert best.overlap == 1.0
    assert len(others) == 1


@pytest.mark.parametrize("query", ["", "  "])
def test_without_a_question_nothing_is_found(loose: list[Loose], query: str) -> None:
    assert among(query, loose, 3) == []


def test_a_table_of_anything_is_read_row_by_row() -> None:
    reading = sandbox.read(Kind.SHEET, "orders.csv", b"Order;Item;Price\n17;Lamp;89\n\n18;Cord;18\n")
    assert reading.sections[0].text == "17: Item Lamp; Price 89\n18: Item Cord; Price 18"


def test_a_broken_table_names_its_line() -> None:
    with pytest.raises(Unreadable) as raised:
        sheet.read(b'a,b\n"open', "a.csv")
    assert raised.value.message.startswith("Line 2 cannot be read")
