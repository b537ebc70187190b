"""The crawler reads one site, politely, each page once."""

import gzip

import pytest

from knowledge.addresses import canonical, key, may_be_text, site
from knowledge.crawling import Budget, Page, crawl
from knowledge.crawling.crawl import ForbiddenByRobots
from knowledge.egress import Egress, HttpStatus, Unreachable
from tests.knowledge.website import Website


def walk(website: Website, path: str = "/", **budget: int) -> list[Page]:
    with Egress(seconds=2) as egress:
        return list(crawl(egress, website.url + path, Budget(**budget)))


def paths(website: Website, pages: list[Page]) -> list[str]:
    return [page.url.removeprefix(website.url) for page in pages]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://Shop.Example:80/a?utm_source=x&b=1#c", "http://shop.example/a?b=1"),
        ("https://shop.example", "https://shop.example/"),
        ("../b", "https://shop.example/b"),
        ("mailto:a@b.c", ""),
        ("javascript:void(0)", ""),
        ("https://[broken", ""),
    ],
)
def test_addresses_have_one_form(url: str, expected: str) -> None:
    assert canonical(url, "https://shop.example/x/y") == expected


def test_scheme_www_and_a_trailing_slash_do_not_make_another_page() -> None:
    assert key("http://www.shop.example/a/") == key("https://shop.example/a")
    assert key("https://shop.example/a?b=1") != key("https://shop.example/a")
    assert site("https://shop.example:8443/") != site("https://shop.example/")


def test_pictures_and_archives_are_not_asked_for() -> None:
    assert not may_be_text("https://shop.example/a/photo.JPG?x=1")
    assert may_be_text("https://shop.example/terms.pdf")


def test_links_are_followed_on_the_same_site_once_and_in_order(website: Website) -> None:
    website.page("/", "Home", "Hi.", ("/a", "/b#x", "/a?utm_source=mail", "https://elsewhere.example/", "/logo.png"))
    website.page("/a", "A", "Hi.", ("/", "/c", "/a/"))
    website.page("/b", "B", "Hi.")
    website.page("/c", "C", "Hi.")
    pages = walk(website)
    assert paths(website, pages) == ["/", "/a", "/b", "/c"]
    assert [page.depth for page in pages] == [0, 1, 1, 2]
    asked = sorted(path for path in website.asked if not path.endswith("-botwright"))
    assert asked == ["/", "/a", "/b", "/c", "/robots.txt", "/sitemap.xml"]


def test_budgets_of_pages_and_depth_hold(website: Website) -> None:
    for n in range(10):
        website.page(f"/{n or ''}", str(n), "Hi.", (f"/{n + 1}",))
    assert paths(website, walk(website, depth=3)) == ["/", "/1", "/2", "/3"]
    assert paths(website, walk(website, pages=2, depth=9)) == ["/", "/1"]


def test_sitemaps_are_read_also_indexes_and_packed_ones(website: Website) -> None:
    website.page("/", "Home", "Hi.")
    website.page("/hidden", "Hidden", "Hi.")
    website.put("/robots.txt", f"Sitemap: {website.url}/index.xml", "text/plain")
    index = f"<sitemapindex><sitemap><loc>{website.url}/map.xml.gz</loc></sitemap></sitemapindex>"
    listed = f"<urlset><url><loc>{website.url}/hidden</loc></url><url><loc>https://other.example/</loc></url></urlset>"
    website.put("/index.xml", index, "text/xml")
    website.put("/map.xml.gz", gzip.compress(listed.encode()), "application/gzip")
    assert paths(website, walk(website)) == ["/", "/hidden"]


def test_robots_txt_is_obeyed_with_its_wildcards(website: Website) -> None:
    website.put("/robots.txt", "User-agent: *\nDisallow: /*/private\n\nUser-agent: Bad\nDisallow: /", "text/plain")
    website.page("/", "Home", "Hi.", ("/a/private", "/a/public"))
    website.page("/a/public", "A", "Hi.")
    assert paths(website, walk(website)) == ["/", "/a/public"]


def test_a_site_that_keeps_us_out_is_told_how_to_let_us_in(website: Website) -> None:
    website.put("/robots.txt", "User-agent: *\nDisallow: /", "text/plain")
    with pytest.raises(ForbiddenByRobots) as raised:
        walk(website)
    assert "User-agent: Botwright" in raised.value.hint


def test_robots_txt_that_is_out_of_order_forbids_everything(website: Website) -> None:
    website.fail("/robots.txt", 500)
    with pytest.raises(HttpStatus):
        walk(website)


def test_awkward_pages_are_told_apart_and_stop_nobody(website: Website) -> None:
    website.page("/", "Home", "Hi.", ("/loop", "/gone", "/fine", "/away"))
    website.redirect("/loop", "/loop")
    website.redirect("/away", "http://169.254.169.254/")
    website.page("/fine", "Fine", "Hi.")
    codes = {page.url.removeprefix(website.url): page.error and page.error.code for page in walk(website)}
    assert codes == {
        "/": None,
        "/loop": "too_many_redirects",
        "/gone": "http_404",
        "/fine": None,
        "/away": "private_address",
    }


def test_two_addresses_that_redirect_to_one_page_give_it_once(website: Website) -> None:
    website.page("/", "Home", "Hi.", ("/old", "/older"))
    website.redirect("/old", "/new")
    website.redirect("/older", "/new")
    website.page("/new", "New", "Hi.")
    assert paths(website, walk(website)) == ["/", "/new"]


def test_a_first_page_that_cannot_be_had_is_an_error(website: Website) -> None:
    with pytest.raises(HttpStatus):
        walk(website)
    with Egress() as egress, pytest.raises(Unreachable):
        list(crawl(egress, "http://no-such-name.invalid/", Budget()))
