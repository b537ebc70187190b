"""One bad link, or one bad answer, never ends a crawl."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest
from starlette.applications import Starlette

from knowledge import workflows
from knowledge.models import Source
from tests.knowledge.website import Answer, Website

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_shop")]
Work = Callable[[], int]

LINKS = [
    "http://[broken", "http://", "//", "http:///x", "http://h:99999/", "http://h:-1/", "http://xn--/",
    "http://xn--a\u00fc/", "http://..", "%",
    "http://%zz/", "http://a%00b/", "/%00", "/\u0000x", "/" + "x" * 5000, "?" + "y" * 5000, "/\ud800",
    "/%ff%fe", "javascript:alert(1)",
    "data:text/html,<a href=/x>", "mailto:a@b", "http://user:pass@[::1]/", "http://127.0.0.1:1/", "\\\\\\x",
    "/..//..%2f../etc", "#", "?", " ",
    "http://" + "a" * 300 + ".example/", "http://\u2488.example/", "tel:+1", "HTTP://EXAMPLE.COM:80/\u202e",
    "/a\u0301", "/*", "/$", "/?&&=&",
]  # fmt: skip


def raw(data: bytes) -> Answer:
    """An answer that is not what HTTP has it, after which the connection ends."""

    def answered(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(data)
        request.close_connection = True

    return answered


ANSWERS = {
    "length": b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nhello",
    "negative": b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
    "short": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n<p>cut off",
    "chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello",
    "packed": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
    "status": b"HTTP/1.1 999 Nope\r\nContent-Length: 0\r\n\r\n",
    "words": b"hello there\r\n\r\n",
    "nothing": b"",
    "header": b"HTTP/1.1 200 OK\r\nX-\xff\xfe: \xe4\r\nContent-Type: \xe4\r\nContent-Length: 5\r\n\r\nhello",
    "robots": b"HTTP/1.1 200 OK\r\nX-Robots-Tag: :,:\r\nRefresh: ;\r\nLink: <<;rel\r\nContent-Length: 5\r\n\r\n<p>hi",
    "moved": b"HTTP/1.1 302 Found\r\nLocation: http://[broken\r\nContent-Length: 0\r\n\r\n",
    "nowhere": b"HTTP/1.1 302 Found\r\nLocation: \r\nContent-Length: 0\r\n\r\n",
    "long": b"HTTP/1.1 302 Found\r\nLocation: /" + b"z" * 4000 + b"\r\nContent-Length: 0\r\n\r\n",
    "raw": b"HTTP/1.1 302 Found\r\nLocation: /caf\xe9 \xff\r\nContent-Length: 0\r\n\r\n",
    "later": b"HTTP/1.1 503 Busy\r\nRetry-After: \xff-1 Monday\r\nContent-Length: 0\r\n\r\n",
    "binary": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 256\r\n\r\n" + bytes(range(256)),
    "entities": b"HTTP/1.1 200 OK\r\nContent-Length: 51\r\n\r\n<title>&#0;&#xD800;&#x110000;</title><p>&#0;&#xDFFF;",
    "pdf": b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: 5\r\n\r\n%PDF-",
}  # fmt: skip


def test_bad_links_and_bad_answers_end_nothing(
    website: Website, engine: Starlette, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.crawling.pace.BREATH_SECONDS", 0.01)
    anchors = "".join(f'<a href="{link}">x</a>' for link in [*LINKS, *ANSWERS, "/good"])
    website.put("/", f"<html><body><p>Welcome to the shop.</p>{anchors}</body></html>".encode("utf-8", "surrogatepass"))
    website.page("/good", "Good", "Good things are sold here.")
    for name, data in ANSWERS.items():
        website.pages[f"/{name}"] = raw(data)
    source = workflows.add_website(website.url)
    work()
    source.refresh_from_db()
    assert (source.state, source.error) == (Source.State.READY, "")
    states = {row.url.rpartition("/")[2]: row.state for row in source.documents.all()}
    assert (states[""], states["good"]) == ("read", "read")
    assert {states[name] for name in ("length", "negative", "short", "chunks", "packed", "words", "nothing")} == {
        "failed"
    }
