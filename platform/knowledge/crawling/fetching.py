"""Fetches the addresses of one site: at its pace, and with another try where the server was only busy."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urljoin

from knowledge.addresses import canonical
from knowledge.crawling.pace import Pace
from knowledge.crawling.page import HTML, Page, with_headers
from knowledge.crawling.robots import Robots
from knowledge.egress import Egress, EgressError, Fetched, HttpStatus
from knowledge.reading.pages import PageOutcome, PageReader

TRIES = 3


class Fetcher:
    """Shared by the threads of one crawl."""

    def __init__(self, egress: Egress, reader: PageReader) -> None:
        self.pace = Pace()
        self._egress, self._reader = egress, reader

    def robots(self, url: str) -> Robots:
        """The rules of the site of `url`, whose delay is kept from now on; a site without the file allows everything.

        Raises an EgressError when the server is out of reach or broken: it may well forbid everything.
        """
        try:
            robots = Robots.of(self.file(urljoin(url, "/robots.txt")))
        except HttpStatus as error:
            if error.passing:
                raise
            robots = Robots("")
        self.pace.delay = robots.delay
        return robots

    def file(self, url: str) -> Fetched:
        """A file, or the beginning of a large one. Raises an EgressError."""
        for left in reversed(range(TRIES)):
            self.pace.wait()
            try:
                return self._egress.fetch(url, cut=True)
            except EgressError as error:
                if not (left and self.pace.worth_another_try(error) and self.pace.breathe()):
                    raise
        raise AssertionError("unreachable")

    def page(self, url: str, depth: int) -> Page:
        """The page at `url`, or why it cannot be had, at one try."""
        self.pace.wait()
        page = Page(url, depth)
        try:
            fetched = self._egress.fetch(url)
        except EgressError as error:
            return replace(page, error=error, again=self.pace.worth_another_try(error))
        outcome = PageOutcome()
        if fetched.content_type in HTML:
            kind = fetched.headers.get("content-type", "")
            outcome = self._reader.read(fetched.url, fetched.body, kind, footer=depth == 0)
        outcome = replace(outcome, signs=with_headers(outcome.signs, fetched))
        return replace(page, url=canonical(fetched.url) or url, fetched=fetched, outcome=outcome)

    def page_patiently(self, url: str, depth: int) -> Page:
        """The page at `url`, or why it cannot be had, at several tries."""
        page = self.page(url, depth)
        for _ in range(TRIES - 1):
            if not (page.again and self.pace.breathe()):
                break
            page = self.page(url, depth)
        return page
