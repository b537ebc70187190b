"""The one way out reaches public addresses only, and takes no more than it can hold."""

import gzip
import socket
import time
import zlib
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address

import pytest
from pytest_django.fixtures import Settings

from knowledge.egress import (
    BadAddress,
    Egress,
    HttpStatus,
    PrivateAddress,
    TooLarge,
    TooManyRedirects,
    TooSlow,
    Unreachable,
    addresses,
)
from tests.knowledge.website import Website

PRIVATE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "192.0.2.1", "192.88.99.1", "198.18.0.1", "::", "::1", "fe80::1", "fc00::1",
    "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1",
    "64:ff9b:1::808:808", "2001::1", "2001:db8::1", "::127.0.0.1", "100::1",
]  # fmt: skip
PUBLIC = ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "2002:808:808::", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_no_public_website_is_private(address: str) -> None:
    assert not addresses.is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_public_in_each_of_its_forms(address: str) -> None:
    assert addresses.is_public(ip_address(address))


def test_a_page_comes_with_its_type_its_charset_and_its_final_address(website: Website) -> None:
    website.redirect("/old", "/new")
    website.put("/new", "Grüße".encode("latin-1"), "text/HTML; charset=ISO-8859-1")
    with Egress() as egress:
        page = egress.fetch(f"{website.url}/old#part")
    assert (page.url, page.content_type, page.charset) == (f"{website.url}/new", "text/html", "iso8859-1")
    assert page.body.decode(page.charset) == "Grüße"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"])
def test_this_machine_is_out_of_reach_however_it_is_spelled(unlisted_website: Website, host: str) -> None:
    port = unlisted_website.url.rpartition(":")[2]
    with Egress() as egress, pytest.raises(PrivateAddress):
        egress.fetch(f"http://{host}:{port}/")
    assert unlisted_website.asked == []


def test_a_redirect_into_a_private_network_is_not_followed(website: Website, settings: Settings) -> None:
    website.redirect("/", "http://169.254.169.254/latest/meta-data/")
    with Egress() as egress, pytest.raises(PrivateAddress):
        egress.fetch(website.url)


def test_a_name_that_changes_its_mind_is_connected_to_where_it_was_checked(
    website: Website, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(website.url.rpartition(":")[2])
    settings.EGRESS_ALLOW = []
    answers = iter(["93.184.216.34", "127.0.0.1"])
    looked_up = []
    connected = []

    def resolve(host: str, *args: object, **kwargs: object) -> list[object]:
        looked_up.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connect(address: tuple[str, int], *args: object, **kwargs: object) -> socket.socket:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    with Egress() as egress, pytest.raises(Unreachable):
        egress.fetch(f"http://rebind.example:{port}/")
    assert (looked_up, connected) == (["rebind.example"], ["93.184.216.34"])


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with Egress() as egress, pytest.raises(PrivateAddress):
        egress.fetch("http://mixed.example/")


@pytest.mark.parametrize(
    "url", ["ftp://shop.example/", "file:///etc/passwd", "shop.example", "http://", "http://[", "http://a:b@c.example"]
)
def test_what_is_not_a_web_address_is_not_opened(url: str) -> None:
    with Egress() as egress, pytest.raises(BadAddress):
        egress.fetch(url)


def test_endless_redirects_end(website: Website) -> None:
    website.redirect("/", "/")
    with Egress() as egress, pytest.raises(TooManyRedirects):
        egress.fetch(website.url)
    assert len(website.asked) == 6


def test_an_http_error_keeps_its_status_and_says_whether_it_may_pass(website: Website) -> None:
    website.fail("/busy", 503)
    with Egress() as egress:
        with pytest.raises(HttpStatus) as gone:
            egress.fetch(f"{website.url}/gone")
        with pytest.raises(HttpStatus) as busy:
            egress.fetch(f"{website.url}/busy")
    assert (gone.value.code, gone.value.passing) == ("http_404", False)
    assert (busy.value.code, busy.value.passing) == ("http_503", True)


@pytest.mark.parametrize("packed", [None, "gzip", "deflate"])
def test_more_bytes_than_allowed_are_refused_also_when_they_come_packed(website: Website, packed: str | None) -> None:
    body = b"a" * 200_000
    sent = {None: body, "gzip": gzip.compress(body), "deflate": zlib.compress(body)}[packed]
    website.put("/", sent, **({"Content_Encoding": packed} if packed else {}))
    with Egress(max_bytes=200_000) as egress:
        assert egress.fetch(website.url).body == body
    with Egress(max_bytes=199_999) as egress, pytest.raises(TooLarge):
        egress.fetch(website.url)


@pytest.mark.parametrize("where", ["headers", "body"])
def test_a_server_that_dribbles_is_cut_off(website: Website, where: str) -> None:
    def dribble(request: BaseHTTPRequestHandler) -> None:
        if where == "body":
            request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        else:
            request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        for _ in range(100):
            request.wfile.write(b"a")
            request.wfile.flush()
            time.sleep(0.02)

    website.pages["/"] = dribble
    with Egress(seconds=0.2) as egress, pytest.raises(TooSlow):
        egress.fetch(website.url)


def test_a_port_where_nobody_listens_is_unreachable(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        place = f"127.0.0.1:{server.getsockname()[1]}"
    settings.EGRESS_ALLOW = [place]
    with Egress() as egress, pytest.raises(Unreachable):
        egress.fetch(f"http://{place}/")
