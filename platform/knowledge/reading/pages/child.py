"""The child of `parent`: limits itself, then reads page after page until its input ends.

A page is a line of JSON (`url`, `content_type`, `footer`, `length`) and `length` bytes of HTML on the standard input;
its answer is a line of JSON on the standard output.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from dataclasses import asdict
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import html
from w3lib.encoding import http_content_type_encoding

from knowledge.reading.outcome import Unreadable
from knowledge.reading.pages.charset import text_of
from knowledge.reading.pages.signs import Signs, signs_of
from knowledge.reading.readers import html as reader

SECONDS = 30
MEMORY = 512 * 2**20
TOO_LARGE = "too_large"
SIMPLIFY = "Simplify it, or paste its text."


def main() -> None:
    """Reads until the parent closes the pipe, or until memory runs out once: then a new child is better."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    sys.stdout = sys.stderr
    while line := sys.stdin.buffer.readline():
        asked = json.loads(line)
        used = int(time.process_time()) + SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (used, resource.getrlimit(resource.RLIMIT_CPU)[1]))
        answer = _answer(asked, sys.stdin.buffer.read(asked["length"]))
        print(json.dumps(answer), file=answers, flush=True)
        if answer.get("error", {}).get("code") == TOO_LARGE:
            return


def _answer(asked: dict[str, Any], data: bytes) -> dict[str, Any]:
    signs, url = Signs(), urlsplit(asked["url"])
    try:
        label = http_content_type_encoding(asked["content_type"]) or ""
        text, encoding = text_of(data, label, (url.hostname or "").rpartition(".")[2])
        body = text.encode("utf-8", "replace")
        signs = _signs(body, asked["url"], encoding)
        name = unquote(PurePosixPath(url.path).name) or url.netloc
        reading = reader.read(body, name, "utf-8", footer=asked["footer"])
    except Unreadable as error:
        return _error(signs, error.code, error.message, error.hint)
    except MemoryError:
        return _error(signs, TOO_LARGE, "Reading this page takes too much memory.")
    except RecursionError:
        return _error(signs, "damaged", "This page is nested too deeply.")
    except Exception:
        # One page that its reader does not expect must not end the crawl.
        return _error(signs, "damaged", "This page breaks the program that reads it.")
    return {"signs": asdict(signs), "reading": asdict(reading)}


def _signs(body: bytes, url: str, encoding: str) -> Signs:
    if not body.strip():
        return Signs()
    try:
        return signs_of(html.document_fromstring(body, html.HTMLParser(encoding="utf-8")), url, encoding)
    except (ValueError, html.etree.ParserError):
        return Signs()


def _error(signs: Signs, code: str, message: str, hint: str = SIMPLIFY) -> dict[str, Any]:
    return {"signs": asdict(signs), "error": {"code": code, "message": message, "hint": hint}}


if __name__ == "__main__":
    main()
