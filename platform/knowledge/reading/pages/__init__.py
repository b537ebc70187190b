"""Reads crawled pages, many of them one after another, in one child process with limited time and memory.

`parent` is this side of it and `child` the other; `charset` finds the text, `signs` and `directives` what it says to
crawlers, and `readers.html` what it says to people.
"""

from knowledge.reading.pages.outcome import PageOutcome
from knowledge.reading.pages.parent import PageReader
from knowledge.reading.pages.signs import Signs

__all__ = ["PageOutcome", "PageReader", "Signs"]
