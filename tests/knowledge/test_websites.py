"""Websites that crawlers read wrongly: each file is one, with what must and must not come of it.

`site`: pages by path, with `body`, `encoding`, `status` and `headers`; a list gives its answers one after another, `*`
stands for all other paths, and `many` is written `times` times into the body. `{origin}` and `{port}` are filled in.
"""

import json
import socket
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from starlette.applications import Starlette

from knowledge.ingest import ingest
from knowledge.models import Passage, Source
from tests.knowledge.website import Website, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_shop")]

FILES = sorted(Path(__file__).with_name("websites").glob("*.json"))
HTML = {"Content-Type": "text/html"}


class Quiet:
    def check(self) -> None: ...

    def progress(self, *, every: float = 0.0, **data: object) -> None: ...


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_a_website_is_read_right(
    file: Path, website: Website, engine: Starlette, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = json.loads(file.read_text("utf-8"))
    port = website.url.rpartition(":")[2]

    def filled(text: str) -> str:
        return text.replace("{origin}", website.url).replace("{port}", port)

    for path, page in case["site"].items():
        website.pages[path] = answer(page if isinstance(page, list) else [page], filled)
    reach(case.get("hosts", []), port, settings, monkeypatch)
    source = Source.objects.create(
        kind=Source.Kind.WEBSITE,
        title=file.stem,
        url=filled(case.get("start", "{origin}/")),
        page_budget=case.get("budget", {}).get("pages", 40),
        depth_budget=case.get("budget", {}).get("depth", 4),
    )
    started = time.thread_time()
    ingest(source, Quiet())
    assert time.thread_time() - started <= case.get("most_seconds", 60)
    text = "\n".join(Passage.objects.values_list("text", flat=True))
    read = {unquote(url) for url in source.documents.filter(state="read").values_list("url", flat=True)}
    read = {f"/{url.split('/', 3)[3]}" for url in read}
    assert [part for part in case.get("must_contain", []) if part not in text] == []
    assert [part for part in case.get("must_not_contain", []) if part in text] == []
    assert {*case.get("read", [])} - read == set()
    assert {*case.get("not_read", [])} & read == set()
    assert {*case.get("asked", [])} - {*website.asked} == set()
    assert {*case.get("not_asked", [])} & {*website.asked} == set()


def answer(pages: list[dict[str, Any]], filled: Callable[[str], str]) -> Callable[[BaseHTTPRequestHandler], None]:
    left = list(pages)

    def answered(request: BaseHTTPRequestHandler) -> None:
        page = left.pop(0) if len(left) > 1 else left[0]
        many = "".join(page.get("many", "").replace("{n}", str(n)) for n in range(page.get("times", 0)))
        body = filled(page.get("body", "").replace("{many}", many)).encode(page.get("encoding", "utf-8"))
        headers = {name: filled(value) for name, value in page.get("headers", {}).items()}
        send(request, page.get("status", 200), body, {**HTML, **headers})

    return answered


def reach(hosts: list[str], port: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes names of the case lead to this machine, in Unicode and in ASCII."""
    names = {*hosts, *(host.encode("idna").decode() for host in hosts)}
    settings.EGRESS_ALLOW = [*settings.EGRESS_ALLOW, *(f"{name}:{port}" for name in names)]
    look_up = socket.getaddrinfo

    def found(host: Any, *args: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        return look_up("127.0.0.1" if name in names else host, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", found)
