"""A fetched page, read by the reader of its kind."""

from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from knowledge.crawling import Page
from knowledge.crawling.page import HTML
from knowledge.egress import Fetched
from knowledge.reading import Kind, Reading, Unreadable, sandbox
from knowledge.reading.kinds import CONTENT_TYPES
from knowledge.reading.readers import html


def read_page(page: Page) -> Reading:
    """What a page says. HTML is read here, files in a child process. Raises Unreadable."""
    fetched = page.fetched
    if fetched is None:
        raise ValueError("This page was not fetched.")
    is_first = page.depth == 0
    if page.signs.noindex and not is_first:
        raise Unreadable("noindex", "The page asks not to be indexed.", "Remove its robots meta tag to have it read.")
    kind = Kind.HTML if fetched.content_type in HTML else CONTENT_TYPES.get(fetched.content_type)
    if kind is None:
        raise Unreadable(
            "not_a_page",
            f"This is {fetched.content_type}, not a web page.",
            "If it holds knowledge, upload it as a PDF, DOCX or text.",
        )
    if kind is not Kind.HTML:
        return sandbox.read(kind, _name(fetched), fetched.body)
    try:
        return html.read(fetched.body, _name(fetched), fetched.charset, footer=is_first)
    except RecursionError:
        raise Unreadable("damaged", "This page is nested too deeply.", "Simplify it, or paste its text.") from None


def _name(fetched: Fetched) -> str:
    return unquote(PurePosixPath(urlsplit(fetched.url).path).name) or urlsplit(fetched.url).netloc
