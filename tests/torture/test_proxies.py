"""Through nginx, which buffers unless it is told not to, and through one that buffers whatever it is told."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.chat.browser import Told
from tests.torture.place import Place
from tests.torture.servers import Server, free_port, installed
from tests.torture.visitor import Visitor, said, some
from tests.torture.words import LONG

CONFIGURATION = """
daemon off;
user root;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  gzip on;
  gzip_types *;
  gzip_proxied any;
  gzip_min_length 0;
  proxy_http_version 1.1;
  proxy_buffering on;
  proxy_buffers 64 64k;
  proxy_set_header Host $http_host;
  proxy_set_header X-Forwarded-For $remote_addr;
  server {{ listen 127.0.0.1:{polite}; location / {{ proxy_pass {url}; }} }}
  server {{
    listen 127.0.0.1:{stubborn};
    location / {{ proxy_pass {url}; proxy_ignore_headers X-Accel-Buffering; }}
  }}
}}
"""


@pytest.fixture(scope="module")
def proxies(shared_place: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The addresses of nginx as it is, and of an nginx that ignores what the platform asks for."""
    nginx, folder = installed("nginx", "nginx-light"), tmp_path_factory.mktemp("nginx")
    polite, stubborn = free_port(), free_port()
    file: Path = folder / "nginx.conf"
    file.write_text(CONFIGURATION.format(folder=folder, url=shared_place.url, polite=polite, stubborn=stubborn))
    health = f"http://127.0.0.1:{polite}/healthz"
    server = Server([nginx, "-p", str(folder), "-c", str(file)], {}, health, folder / "out.log")
    server.start()
    yield f"http://127.0.0.1:{polite}", f"http://127.0.0.1:{stubborn}"
    server.stop()


async def test_nginx_passes_each_event_on_at_once(place: Place, proxies: tuple[str, str]) -> None:
    place.script(reply=LONG, fault="silent", fault_after=5)
    async with Visitor(proxies[0], place.site_key) as reader, reader.ask() as stream:
        # The engine says nothing more, so a proxy that waits would wait for ever.
        events = await asyncio.wait_for(some(stream, 6), 20)
        assert said(events) == LONG.partition("n5")[0].rstrip()
        await reader.stop(events[0].data["message_id"])
        assert [told async for told in stream][-1].data["state"] == "stopped"


async def test_an_answer_torn_anywhere_behind_nginx_comes_together(place: Place, proxies: tuple[str, str]) -> None:
    async def torn(index: int) -> list[Told]:
        async with Visitor(proxies[0], place.site_key) as reader:
            async with reader.ask() as stream:
                events = await some(stream, index)
            if events[-1].event != "done":
                events += await reader.rest(events[0].data["message_id"], events[-1].id)
            return events

    before = place.generated()
    for events in await asyncio.gather(*(torn(index) for index in range(1, len(LONG.split()), 4))):
        assert said(events) == events[-1].data["text"] == LONG
    assert place.generated() == before + len(range(1, len(LONG.split()), 4))


async def test_a_proxy_that_holds_everything_back_still_gives_the_whole_answer(
    place: Place, proxies: tuple[str, str]
) -> None:
    async with Visitor(proxies[1], place.site_key) as reader:
        events = await reader.answer()
        assert said(events) == events[-1].data["text"] == LONG


async def test_a_stream_is_not_to_be_transformed_nor_held_back(place: Place, visitor: Callable[..., Visitor]) -> None:
    async with visitor() as reader:
        headers = await reader.headers_of_an_answer()
    assert headers["Cache-Control"] == "no-cache, no-transform"
    assert headers["X-Accel-Buffering"] == "no"
    assert "Content-Encoding" not in headers
