"""Sitemaps are read in each of their forms, as far as they are wanted."""

import gzip
from itertools import islice

import pytest

from knowledge.crawling.sitemaps import MOST_FILES, listed
from knowledge.egress import Fetched, HttpStatus

HERE = "http://shop.example"
URLSET = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{}</urlset>"
ENTRY = "<url><loc> {}/{} </loc><lastmod>2031-01-01</lastmod></url>"


class Server:
    def __init__(self, **files: bytes | str) -> None:
        self.files = {
            f"{HERE}/{name}": data.encode() if isinstance(data, str) else data for name, data in files.items()
        }
        self.asked: list[str] = []

    def file(self, url: str) -> Fetched:
        self.asked.append(url)
        if url not in self.files:
            raise HttpStatus(url, 404)
        return Fetched(url, "", "", self.files[url])

    def listed(self, *named: str, limit: int = 1000) -> list[str]:
        found = islice(listed(self.file, [f"{HERE}/{name}" for name in named], f"{HERE}/"), limit)
        return [url.removeprefix(HERE) for url in found]


def urlset(*names: str) -> str:
    return URLSET.format("".join(ENTRY.format(HERE, name) for name in names))


@pytest.mark.parametrize(
    "data",
    [
        urlset("a", "b"),
        "\n  " + urlset("a", "b"),
        "\ufeff" + urlset("a", "b"),
        '<?xml version="1.0" encoding="UTF-16"?>'.encode("utf-16") + urlset("a", "b").encode("utf-16-le"),
        gzip.compress(urlset("a", "b").encode(), mtime=0),
        gzip.compress(urlset("a", "b").encode(), mtime=0)[:-8],
        urlset("a", "b").replace("</urlset>", ""),
        urlset("a", "b").replace(" xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'", ""),
        urlset("a", "b").replace("<loc>", "<loc><![CDATA[").replace("</loc>", "]]></loc>"),
        f"{HERE}/a\n{HERE}/b\n",
        f"\ufeff{HERE}/a\r\n\r\n  {HERE}/b",
        f"{HERE}/a\r{HERE}/b\r",
        f"{HERE}/a\n{HERE}/b\n".encode("utf-16"),
        gzip.compress(f"{HERE}/a\n{HERE}/b\n".encode(), mtime=0),
        f"# ours\n{HERE}/a\nnot an address\n{HERE}/b",
        f"<rss><link>{HERE}/</link><item><link>{HERE}/a</link></item><item><link>{HERE}/b</link></item></rss>",
        f"<feed xmlns='urn:x'><entry><link href='{HERE}/a'/></entry><entry><link href='/b'/></entry></feed>",
    ],
)
def test_each_form_gives_the_same_pages(data: bytes | str) -> None:
    assert Server(map=data).listed("map") == ["/a", "/b"]


def test_indexes_lead_to_further_files_also_of_text_and_never_round_in_circles() -> None:
    index = "<sitemapindex>{}</sitemapindex>".format(
        "".join(f"<sitemap><loc>{HERE}/{name}</loc></sitemap>" for name in ("index", "one.xml.gz", "two.txt", "gone"))
    )
    server = Server(index=index, **{"one.xml.gz": gzip.compress(urlset("a").encode(), mtime=0), "two.txt": f"{HERE}/b"})
    assert server.listed("index") == ["/a", "/b"]
    assert len(server.asked) == len(set(server.asked)) == 5


def test_pages_and_files_of_others_are_passed_over() -> None:
    foreign = "<sitemapindex><sitemap><loc>http://other.example/s.xml</loc></sitemap></sitemapindex>"
    server = Server(
        index=foreign, map=urlset("a").replace("</urlset>", "<url><loc>http://o.example/</loc></url></urlset>")
    )
    assert server.listed("index", "map") == ["/a"]
    assert "http://other.example/s.xml" not in server.asked


def test_files_are_bounded() -> None:
    index = "".join(f"<sitemap><loc>{HERE}/{n}</loc></sitemap>" for n in range(500))
    server = Server(index=f"<sitemapindex>{index}</sitemapindex>")
    assert server.listed("index") == []
    assert len(server.asked) == MOST_FILES


@pytest.mark.parametrize(
    "data", [b"\x1f\x8bbroken", b"<", b"<urlset>" + b"<" * 1000, b"\0" * 100, b"<html><p>no", b"x" * 10**6]
)
def test_what_is_no_sitemap_gives_no_pages(data: bytes) -> None:
    assert Server(map=data).listed("map") == []


def test_entities_are_not_expanded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "http://shop.example/a"><!ENTITY b "&a;&a;&a;">]>' + urlset("x").replace(
        "x </", "&b; </"
    )
    assert "/a" not in Server(map=bomb).listed("map")


def test_the_first_pages_of_a_huge_one_are_had_without_reading_it_all() -> None:
    server = Server(map=gzip.compress(urlset(*map(str, range(200_000))).encode(), mtime=0))
    assert server.listed("map", limit=3) == ["/0", "/1", "/2"]
