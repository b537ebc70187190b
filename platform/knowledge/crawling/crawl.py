"""The walk: breadth first, a few requests at a time, results in the order in which pages were found."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

from knowledge.crawling import sitemaps
from knowledge.crawling.addresses import canonical, key, may_be_text, site
from knowledge.crawling.page import Page, signs_of
from knowledge.crawling.robots import Robots
from knowledge.egress import Egress, EgressError
from tenants.errors import UserError

AT_A_TIME = 4


class ForbiddenByRobots(UserError):
    """The site's robots.txt keeps us out."""

    code = "robots"

    def __init__(self, url: str) -> None:
        super().__init__(
            f"The site's robots.txt does not let us read {url}.",
            "Add to it: “User-agent: Botwright”, and below that “Allow: /”.",
        )


@dataclass(frozen=True)
class Budget:
    """How many pages are fetched, and how many links away from the first."""

    pages: int = 100
    depth: int = 5


def crawl(egress: Egress, url: str, budget: Budget) -> Iterator[Page]:
    """The site's pages, the one at `url` first. Raises a UserError if that one cannot be had."""
    robots = Robots.of(egress, url)
    if not robots.allow(url):
        raise ForbiddenByRobots(url)
    first = _fetch(egress, robots, canonical(url), 0)
    if first.error:
        raise first.error
    if site(first.url) != site(url):
        robots = Robots.of(egress, first.url)
    walk = Walk(egress, robots, first, budget)
    for listed in sitemaps.listed(egress, robots, first.url, budget.pages):
        walk.add(listed, 1)
    yield from walk.pages()


class Walk:
    """The frontier of one crawl: addresses waiting, and those seen."""

    def __init__(self, egress: Egress, robots: Robots, first: Page, budget: Budget) -> None:
        self._egress, self._robots, self._budget = egress, robots, budget
        self._first = first
        self._waiting: deque[tuple[str, int]] = deque()
        self._seen = {key(first.url)}
        self._given = {key(first.url)}
        self._fetches = 1
        self._follow(first)

    def add(self, url: str, depth: int) -> None:
        """Puts an address in the queue, unless it is known, off the site, forbidden, too deep or not text."""
        if depth > self._budget.depth or key(url) in self._seen or site(url) != site(self._first.url):
            return
        self._seen.add(key(url))
        if may_be_text(url) and self._robots.allow(url):
            self._waiting.append((url, depth))

    def pages(self) -> Iterator[Page]:
        """The first page and all others, each address once, however many redirects lead to it."""
        yield self._first
        with ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="crawl") as pool:
            flying: deque[Future[Page]] = deque()
            while self._launch(pool, flying):
                page = flying.popleft().result()
                if self._belongs(page) and self._is_new(page):
                    self._follow(page)
                    yield replace(page, known=min(self._budget.pages, self._fetches + len(self._waiting)))

    def _launch(self, pool: ThreadPoolExecutor, flying: deque[Future[Page]]) -> bool:
        while self._waiting and len(flying) < AT_A_TIME and self._fetches < self._budget.pages:
            self._fetches += 1
            flying.append(pool.submit(_fetch, self._egress, self._robots, *self._waiting.popleft()))
        return bool(flying)

    def _belongs(self, page: Page) -> bool:
        """False for an address that redirected off the site, or to where robots.txt keeps us out."""
        return site(page.url) == site(self._first.url) and self._robots.allow(page.url)

    def _is_new(self, page: Page) -> bool:
        fresh = key(page.url) not in self._given
        self._given.add(key(page.url))
        self._seen.add(key(page.url))
        return fresh

    def _follow(self, page: Page) -> None:
        if page.signs.canonical:
            self.add(page.signs.canonical, page.depth)
        for link in page.signs.links:
            self.add(link, page.depth + 1)


def _fetch(egress: Egress, robots: Robots, url: str, depth: int) -> Page:
    robots.wait()
    page = Page(url, depth)
    try:
        fetched = egress.fetch(url)
    except EgressError as error:
        return replace(page, error=error)
    return replace(page, url=canonical(fetched.url), fetched=fetched, signs=signs_of(fetched))
