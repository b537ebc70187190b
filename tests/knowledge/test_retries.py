"""A server that asks us to wait is given the time, within bounds, and asked again."""

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from knowledge.crawling import Budget, Page, crawl, fetching, pace
from knowledge.egress import Egress, HttpStatus
from tests.knowledge.website import Website


def walk(website: Website) -> list[Page]:
    with Egress(seconds=2) as egress:
        return list(crawl(egress, website.url, Budget()))


def errors(website: Website, pages: list[Page]) -> dict[str, str]:
    return {page.url.removeprefix(website.url): page.error.code if page.error else "" for page in pages}


@pytest.fixture(autouse=True)
def short_breath(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "BREATH_SECONDS", 0.01)


def in_seconds(seconds: int) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    "wait", ["1", "0", "", "soon", "date", "Thu, 01 Jan 1970 00:00:00 GMT", "Thu Jan  1 00:00:00 1970"]
)
def test_a_busy_page_is_asked_for_again_after_the_time_it_named(website: Website, status: int, wait: str) -> None:
    website.page("/", "Home", "Hi.", ("/a", "/b"))
    website.page("/a", "A", "Apples.")
    website.page("/b", "B", "Bread.")
    website.busy("/a", (status, in_seconds(2) if wait == "date" else wait))
    started = time.monotonic()
    assert errors(website, walk(website)) == {"/": "", "/b": "", "/a": ""}
    assert website.asked.count("/a") == 2
    assert time.monotonic() - started >= {"1": 1.0, "date": 0.9}.get(wait, 0)


@pytest.mark.parametrize("path", ["/", "/robots.txt", "/sitemap.xml"])
def test_the_first_page_and_the_files_beside_it_are_waited_for_too(website: Website, path: str) -> None:
    website.page("/", "Home", "Hi.", ("/a",))
    website.page("/hidden", "Hidden", "Hidden.")
    website.put("/robots.txt", "User-agent: *\nDisallow: /a", "text/plain")
    website.put("/sitemap.xml", f"{website.url}/hidden", "text/plain")
    website.busy(path, (503, "1"), (429, ""))
    assert errors(website, walk(website)) == {"/": "", "/hidden": ""}


def test_a_page_that_stays_busy_is_an_error_in_the_end(website: Website) -> None:
    website.page("/", "Home", "Hi.", ("/a", "/b"))
    website.fail("/a", 503)
    website.page("/b", "B", "Bread.")
    assert errors(website, walk(website)) == {"/": "", "/b": "", "/a": "http_503"}
    assert website.asked.count("/a") == fetching.TRIES


@pytest.mark.parametrize("wait", ["86400", "99999999999999999999", "date"])
def test_a_wait_that_is_too_long_ends_nothing(website: Website, wait: str) -> None:
    website.page("/", "Home", "Hi.", ("/a", "/b"))
    website.page("/a", "A", "Apples.")
    website.page("/b", "B", "Bread.")
    website.busy("/a", *[(429, in_seconds(7200) if wait == "date" else wait)] * 9)
    started = time.monotonic()
    assert errors(website, walk(website)) == {"/": "", "/a": "http_429", "/b": ""}
    assert website.asked.count("/a") == 1
    assert time.monotonic() - started < 5


def test_all_waits_of_one_crawl_together_are_bounded(website: Website, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "PATIENCE", 2.0)
    website.page("/", "Home", "Hi.", tuple(f"/{n}" for n in range(12)))
    for n in range(12):
        website.page(f"/{n}", str(n), "Hi.")
        website.busy(f"/{n}", *[(429, "1")] * 9)
    started = time.monotonic()
    assert set(errors(website, walk(website)).values()) == {"", "http_429"}
    assert time.monotonic() - started < 6


def test_other_errors_are_not_asked_for_again(website: Website) -> None:
    website.page("/", "Home", "Hi.", ("/gone", "/broken"))
    website.fail("/broken", 500)
    walk(website)
    assert (website.asked.count("/gone"), website.asked.count("/broken")) == (1, 1)
    website.fail("/", 500)
    with pytest.raises(HttpStatus):
        walk(website)
