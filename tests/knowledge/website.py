"""A website that says what a test tells it to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from urllib.parse import unquote

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Website:
    """`pages`: path to an answer. `asked`: the paths that were requested, in order."""

    url: str
    pages: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def answer(self, path: str) -> Answer | None:
        """The page at a path, as it is sent or as people write it; `*` stands for all others."""
        return self.pages.get(path) or self.pages.get(unquote(path)) or self.pages.get("*")

    def put(self, path: str, body: str | bytes, kind: str = "text/html; charset=utf-8", **headers: str) -> None:
        """A page that answers 200."""
        content = body.encode() if isinstance(body, str) else body
        self.pages[path] = lambda request: send(request, 200, content, {"Content-Type": kind, **headers})

    def busy(self, path: str, *answers: tuple[int, str]) -> None:
        """Before the page that is there already, these answers: a status and its Retry-After (or nothing)."""
        page, left = self.pages[path], list(answers)

        def answered(request: BaseHTTPRequestHandler) -> None:
            if not left:
                page(request)
                return
            status, wait = left.pop(0)
            send(request, status, b"slow down", {"Retry-After": wait} if wait else {})

        self.pages[path] = answered

    def page(self, path: str, title: str, text: str, links: tuple[str, ...] = (), head: str = "") -> None:
        """A plain HTML page."""
        anchors = "".join(f'<a href="{link}">more</a> ' for link in links)
        body = f"<h1>{title}</h1><p>{text}</p>"
        self.put(path, f"<html><head><title>{title}</title>{head}</head><body><nav>{anchors}</nav>{body}</body></html>")

    def redirect(self, path: str, to: str) -> None:
        self.pages[path] = lambda request: send(request, 302, b"", {"Location": to})

    def fail(self, path: str, status: int) -> None:
        self.pages[path] = lambda request: send(request, status, b"sorry", {})


def send(request: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str]) -> None:
    request.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        request.send_header(name.replace("_", "-"), value)
    request.end_headers()
    request.wfile.write(body)
