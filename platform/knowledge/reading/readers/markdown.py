"""Markdown (CommonMark with tables, footnotes, definition lists), by way of HTML."""

import re
from pathlib import PurePath

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from knowledge.reading.decoding import decode
from knowledge.reading.outcome import Reading
from knowledge.reading.readers import html

# Between two fences, and its first line sets a key: a rule at the top of a text is none.
FRONT_MATTER = re.compile(
    r"\A\s*(---|\+\+\+)[ \t]*\n(?:[ \t]*(?:#.*)?\n)*(?=[\w\"'-]+\s*[:=]|\[)(?:.*\n)*?(?:\1|\.\.\.)[ \t]*(?:\n|\Z)"
)


def read(data: bytes, name: str, charset: str = "") -> Reading:
    """Headings, paragraphs, lists and tables; a front matter block is left out."""
    text = FRONT_MATTER.sub("", decode(data, charset), count=1)
    renderer = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin).use(deflist_plugin)
    page = renderer.render(text)
    return html.read(f"<html><body><main>{page}</main></body></html>".encode(), PurePath(name).stem)
