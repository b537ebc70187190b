"""A page that names another one as its canonical address is a copy only if it says nothing else."""

from collections.abc import Callable

import pytest
from starlette.applications import Starlette

from knowledge import workflows
from knowledge.models import Document
from tests.knowledge.website import Website

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_shop")]
Work = Callable[[], int]
LIST = ["Apples cost one euro.", "Bread costs three euros.", "Cheese costs nine euros."]


def canonical(target: str) -> str:
    return f'<link rel="canonical" href="{target}">'


def states(website: Website, work: Work) -> dict[str, tuple[str, str]]:
    source = workflows.add_website(website.url)
    work()
    rows = Document.objects.filter(source=source)
    return {row.url.removeprefix(website.url): (row.state, row.error_code) for row in rows}


def listing(website: Website, path: str, lines: list[str], target: str) -> None:
    items = "".join(f"<li>{line}</li>" for line in lines)
    website.put(path, f"<html><head>{canonical(target)}</head><body><h1>List</h1><ul>{items}</ul></body></html>")


def test_a_list_in_another_order_or_a_part_of_it_is_a_copy_and_another_part_is_not(
    website: Website, engine: Starlette, work: Work
) -> None:
    website.page("/", "Home", "Hi.", ("/list?sort=up", "/list?part", "/list?page=2", "/list"))
    listing(website, "/list", LIST, "/list")
    listing(website, "/list?sort=up", LIST[::-1], "/list")
    listing(website, "/list?part", LIST[:1], "/list")
    listing(website, "/list?page=2", ["Dates cost four euros."], "/list")
    assert states(website, work) == {
        "/": ("read", ""),
        "/list": ("read", ""),
        "/list?sort=up": ("duplicate", "duplicate"),
        "/list?part": ("duplicate", "duplicate"),
        "/list?page=2": ("read", "canonical"),
    }
    said = Document.objects.get(error_code="canonical").error
    assert "/list" in said
    assert "says other things" in said


@pytest.mark.parametrize(
    "target", ["/gone", "/busy", "/private/x", "/empty", "http://[broken", "http://other.example/"]
)
def test_a_page_whose_canonical_address_gives_nothing_is_read(
    website: Website, engine: Starlette, work: Work, target: str
) -> None:
    website.put("/robots.txt", "User-agent: *\nDisallow: /private", "text/plain")
    website.page("/", "Home", "Hi.", ("/a",))
    website.page("/a", "A", "Apples are sold here.", head=canonical(target))
    website.fail("/busy", 500)
    website.put("/empty", "<body></body>")
    assert states(website, work)["/a"][0] == "read"


def test_a_chain_and_a_circle_lose_nothing(website: Website, engine: Starlette, work: Work) -> None:
    website.page("/", "Home", "Hi.", ("/a", "/b", "/c"), head=canonical("/a"))
    website.page("/a", "A", "Apples.", head=canonical("/b"))
    website.page("/b", "B", "Bread.", head=canonical("/c"))
    website.page("/c", "C", "Cheese.", head=canonical("/"))
    assert {state for state, _ in states(website, work).values()} == {"read"}


def test_two_copies_that_name_each_other_are_read_once(website: Website, engine: Starlette, work: Work) -> None:
    website.page("/", "Home", "Hi.", ("/a", "/b"))
    website.page("/a", "A", "Apples are sold here.", head=canonical("/b"))
    website.page("/b", "A", "Apples are sold here.", head=canonical("/a"))
    assert sorted(state for state, _ in states(website, work).values()) == ["duplicate", "read", "read"]


def test_a_canonical_address_in_a_header_counts(website: Website, engine: Starlette, work: Work) -> None:
    website.page("/", "Home", "Hi.", ("/print",))
    website.put("/print", "<h1>A</h1><p>Apples are sold here.</p>", Link='</a>; rel="canonical"')
    website.page("/a", "A", "Apples are sold here.")
    assert states(website, work)["/print"][0] == "duplicate"
