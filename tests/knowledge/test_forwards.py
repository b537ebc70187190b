"""Pages that only send their visitor on are no pages, whether by markup or by header."""

import pytest

from knowledge.crawling import Budget, crawl
from knowledge.egress import Egress
from tests.knowledge.website import Website

WORDS = "Ferries leave at seven in the morning and come back at nine in the evening on all days of the week. " * 4


def read(website: Website, path: str = "/") -> dict[str, str]:
    with Egress(seconds=5) as egress:
        pages = crawl(egress, website.url + path, Budget())
        return {
            page.url.removeprefix(website.url): page.outcome.reading.title if page.outcome.reading else ""
            for page in pages
        }


def refresh(target: str, seconds: str = "0") -> str:
    return f'<meta http-equiv="Refresh" content="{seconds}; URL={target}">'


@pytest.mark.parametrize("target", ["/en/", "en/", "'/en/'", "en/?utm_source=x"])
def test_a_first_page_that_forwards_gives_way(website: Website, target: str) -> None:
    website.put("/", f"<html><head>{refresh(target)}</head><body>Moving</body></html>")
    website.page("/en/", "Welcome", "Hi.", ("/a", "/"))
    website.page("/a", "A", "Hi.")
    assert read(website) == {"/en/": "Welcome", "/a": "A"}


def test_a_header_forwards_too_and_chains_end(website: Website) -> None:
    website.put("/", "<p>Moving", Refresh="0; url=/two")
    website.put("/two", refresh("/three", "3"))
    website.page("/three", "Three", "Hi.", ("/old",))
    website.put("/old", "<p>Moved.", Refresh="1;url=/new")
    website.page("/new", "New", "Hi.")
    assert read(website) == {"/three": "Three", "/new": "New"}


def test_a_circle_ends(website: Website) -> None:
    website.put("/", f"<title>One</title>{refresh('/b')}<p>One.")
    website.put("/b", f"<title>Two</title>{refresh('/')}<p>Two.")
    assert len(read(website)) <= 2


@pytest.mark.parametrize("target", ["/gone", "http://127.0.0.1:9/", "/private", "http://[broken"])
def test_a_first_page_that_forwards_to_nowhere_is_read_itself(website: Website, target: str) -> None:
    website.put("/robots.txt", "User-agent: *\nDisallow: /private", "text/plain")
    website.put("/", f"<title>Start</title>{refresh(target)}<p>Here. <a href='/a'>more</a>")
    website.page("/a", "A", "Hi.")
    found = read(website)
    assert (found["/"], found["/a"]) == ("Start", "A")


def test_a_page_with_much_to_say_is_read_and_its_target_too(website: Website) -> None:
    website.page("/", "Home", "Hi.", ("/slide",))
    website.page("/slide", "Slide", WORDS, head=refresh("/next", "5"))
    website.page("/next", "Next", WORDS, head=refresh("/slide", "5"))
    assert read(website) == {"/": "Home", "/slide": "Slide", "/next": "Next"}


def test_a_page_that_only_reloads_itself_or_moves_on_late_is_read(website: Website) -> None:
    website.page("/", "Home", "Hi.", ("/late",), head=refresh("/", "0"))
    website.page("/late", "Late", "Hi.", head=refresh("/other", "300"))
    assert read(website) == {"/": "Home", "/late": "Late"}
