"""The walk: breadth first, a few requests at a time, results in the order in which pages were found."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

from knowledge.addresses import canonical, key, may_be_text, site
from knowledge.crawling import sitemaps
from knowledge.crawling.fetching import TRIES, Fetcher
from knowledge.crawling.missing import Missing, soft_404, unlikely_address
from knowledge.crawling.page import Page
from knowledge.crawling.robots import Robots
from knowledge.egress import Egress, EgressError
from knowledge.reading.pages import PageReader
from tenants.errors import UserError

AT_A_TIME = 4
MOST_FORWARDS = 5
# A page with more words than this is read, even if it forwards to another.
MOST_WORDS_OF_A_FORWARD = 50


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


def crawl(egress: Egress, url: str, budget: Budget) -> Generator[Page]:
    """The site's pages, the one at `url` first. Raises a UserError if that one cannot be had."""
    with PageReader() as reader:
        fetcher = Fetcher(egress, reader)
        first, robots = _first(fetcher, url)
        walk = Walk(fetcher, robots, first, budget)
        for listed in sitemaps.listed(fetcher.file, robots.sitemaps, first.url):
            if walk.is_full:
                break
            walk.add(listed, 1)
        yield from walk.pages()


def _first(fetcher: Fetcher, url: str) -> tuple[Page, Robots]:
    """The first page and the rules of its site, after redirects and forwards by the page itself."""
    robots = fetcher.robots(url)
    if not robots.allow(url):
        raise ForbiddenByRobots(url)
    first = fetcher.page_patiently(canonical(url), 0)
    if first.error:
        raise first.error
    if site(first.url) != site(url):
        robots = fetcher.robots(first.url)
    seen = {key(first.url)}
    while _only_forwards(first) and key(first.signs.forward) not in seen and len(seen) <= MOST_FORWARDS:
        seen.add(key(first.signs.forward))
        try:
            rules = robots if site(first.signs.forward) == site(first.url) else fetcher.robots(first.signs.forward)
        except EgressError:
            break
        if not rules.allow(first.signs.forward) or (target := fetcher.page_patiently(first.signs.forward, 0)).error:
            break
        first, robots = target, rules
    return first, robots


def _only_forwards(page: Page) -> bool:
    reading = page.outcome.reading
    return bool(page.signs.forward) and (reading is None or reading.words <= MOST_WORDS_OF_A_FORWARD)


@dataclass(frozen=True)
class Stop:
    """An address to fetch; `tries` have been made."""

    url: str
    depth: int
    tries: int = 0


class Walk:
    """The frontier of one crawl: addresses waiting, no more than there is budget for, and those seen."""

    def __init__(self, fetcher: Fetcher, robots: Robots, first: Page, budget: Budget) -> None:
        self._fetcher, self._robots, self._budget = fetcher, robots, budget
        self._first = first
        self._waiting: deque[Stop] = deque()
        self._later: deque[Stop] = deque()
        self._seen = {key(first.url)}
        self._given = {key(first.url)}
        self._planned = 1
        self._follow(first)

    @property
    def is_full(self) -> bool:
        """True when the pages found so far use up the budget."""
        return self._planned >= self._budget.pages

    def add(self, url: str, depth: int) -> None:
        """Puts an address in the queue, unless it is known, off the site, forbidden, too deep or not text."""
        if self.is_full or depth > self._budget.depth or key(url) in self._seen or not self._is_here(url):
            return
        self._seen.add(key(url))
        if may_be_text(url) and self._robots.allow(url):
            self._planned += 1
            self._waiting.append(Stop(url, depth))

    def pages(self) -> Iterator[Page]:
        """The first page and all others, each address once, however many redirects lead to it."""
        yield self._first
        if not self._waiting:
            return
        missing = self._what_is_missing()
        with ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="crawl") as pool:
            flying: deque[tuple[Stop, Future[Page]]] = deque()
            while self._launch(pool, flying):
                stop, future = flying.popleft()
                page = future.result()
                if page.again and stop.tries < TRIES - 1:
                    self._later.append(replace(stop, tries=stop.tries + 1))
                elif self._belongs(page) and self._is_new(page) and not self._moves_on(page):
                    if missing.is_missing(page):
                        page = replace(page, outcome=replace(page.outcome, reading=None, unreadable=soft_404()))
                    self._follow(page)
                    yield replace(page, known=self._planned)

    def _what_is_missing(self) -> Missing:
        url = unlikely_address(self._first.url)
        probe = self._fetcher.page_patiently(url, 1) if self._robots.allow(url) else Page(url, 1)
        return Missing(self._first, probe)

    def _launch(self, pool: ThreadPoolExecutor, flying: deque[tuple[Stop, Future[Page]]]) -> bool:
        """Keeps some requests going; those to be tried again go last. False when there is nothing left."""
        if not self._waiting and not flying and self._later:
            self._fetcher.pace.breathe()
            self._waiting, self._later = self._later, deque()
        while self._waiting and len(flying) < AT_A_TIME:
            stop = self._waiting.popleft()
            flying.append((stop, pool.submit(self._fetcher.page, stop.url, stop.depth)))
        return bool(flying)

    def _belongs(self, page: Page) -> bool:
        """False for an address that redirected off the site, or to where robots.txt keeps us out."""
        return self._is_here(page.url) and self._robots.allow(page.url)

    def _is_here(self, url: str) -> bool:
        return site(url) == site(self._first.url)

    def _is_new(self, page: Page) -> bool:
        fresh = key(page.url) not in self._given
        self._given.add(key(page.url))
        self._seen.add(key(page.url))
        return fresh

    def _moves_on(self, page: Page) -> bool:
        """True for a page that only forwards to another one of the site, which takes its place."""
        target = page.signs.forward
        if not _only_forwards(page) or not self._is_here(target) or not self._robots.allow(target):
            return False
        self._planned -= 1
        self.add(target, page.depth)
        return True

    def _follow(self, page: Page) -> None:
        if page.signs.canonical:
            self.add(page.signs.canonical, page.depth)
        if page.signs.forward:
            self.add(page.signs.forward, page.depth)
        for link in page.signs.links:
            self.add(link, page.depth + 1)
