"""A fetched page, read by the reader of its kind."""

from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from knowledge.crawling import Page
from knowledge.egress import Fetched
from knowledge.reading import Kind, Reading, Unreadable, sandbox
from knowledge.reading.kinds import CONTENT_TYPES
from knowledge.reading.pages.charset import text_of

TEXTS = frozenset({Kind.TEXT, Kind.MARKDOWN})


def read_page(page: Page) -> Reading:
    """What a page says. HTML was read by the crawl, files are read here; both in child processes. Raises Unreadable."""
    fetched = page.fetched
    if fetched is None:
        raise ValueError("This page was not fetched.")
    if page.signs.noindex and page.depth:
        raise Unreadable(
            "noindex",
            "The page asks not to be indexed.",
            "Remove its robots meta tag, or its header X-Robots-Tag, to have it read.",
        )
    if page.outcome.unreadable:
        raise page.outcome.unreadable
    if page.outcome.reading:
        return page.outcome.reading
    kind = CONTENT_TYPES.get(fetched.content_type)
    if kind is None:
        raise Unreadable(
            "not_a_page",
            f"This is {fetched.content_type}, not a web page.",
            "If it holds knowledge, upload it as a PDF, DOCX or text.",
        )
    body = text_of(fetched.body, fetched.charset)[0].encode() if kind in TEXTS else fetched.body
    return sandbox.read(kind, _name(fetched), body)


def _name(fetched: Fetched) -> str:
    return unquote(PurePosixPath(urlsplit(fetched.url).path).name) or urlsplit(fetched.url).netloc
