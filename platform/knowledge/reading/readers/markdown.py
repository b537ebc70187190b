"""Markdown (CommonMark with tables), by way of HTML."""

from pathlib import PurePath

from markdown_it import MarkdownIt

from knowledge.reading.decoding import decode
from knowledge.reading.outcome import Reading
from knowledge.reading.readers import html

FRONT_MATTER = "---\n"


def read(data: bytes, name: str, charset: str = "") -> Reading:
    """Headings, paragraphs, lists and tables; a front matter block is left out."""
    text = decode(data, charset)
    if text.startswith(FRONT_MATTER):
        _, _, text = text.removeprefix(FRONT_MATTER).partition(f"\n{FRONT_MATTER}")
    page = MarkdownIt("commonmark").enable("table").render(text)
    return html.read(f"<html><body><main>{page}</main></body></html>".encode(), PurePath(name).stem)
