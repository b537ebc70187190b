"""Addresses are sent as browsers send them, and compared by what they mean."""

import pytest

from knowledge.addresses import canonical, key, site

BASE = "http://shop.example/dir/page"


@pytest.mark.parametrize(
    "query",
    [
        "ort=K%F6ln", "id=7;sort=a", "a[]=1&a[]=2", "q=a|b", "q=a+b%20c", "flag", "flag=", "a=1&&b=2", "x=50%", "x=%zz",
        "b=2&a=1", "u=http://x.example/?a=b", "q=%e2%82%ac", "q={x}", "q=a,b:c@d/e", "x=`^~", "=", "a=b=c", "q=%26",
    ],
)  # fmt: skip
def test_a_query_keeps_its_bytes(query: str) -> None:
    assert canonical(f"/list?{query}", BASE) == f"http://shop.example/list?{query}"


def test_only_tracking_is_taken_out_of_a_query() -> None:
    assert canonical("/a?x=%F6;y&utm_source=mail&gclid=1&z", BASE) == "http://shop.example/a?x=%F6;y&z"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://bäckerei.example/x", "http://xn--bckerei-5wa.example/x"),
        ("http://BÄCKEREI.example/x", "https://www.xn--bckerei-5wa.example/x/"),
        ("http://b%C3%A4ckerei.example/x", "http://bäckerei.example:80/x"),
        ("http://日本語。example/", "http://xn--wgv71a119e.example/"),
        ("http://straße.example/", "http://xn--strae-oqa.example/"),
        ("http://shop.example./a", "http://shop.example/a"),
        ("http://shop.example/%7Euser/caf%c3%a9", "http://shop.example/~user/caf%C3%A9"),
        ("http://shop.example/café", "http://shop.example/caf%C3%A9"),
        ("http://shop.example/a b", "http://shop.example/a%20b"),
    ],
)
def test_two_ways_to_write_an_address_are_one_page(one: str, other: str) -> None:
    assert key(one) == key(other)
    assert site(one) == site(other)


def test_what_differs_in_its_meaning_is_another_page() -> None:
    assert key("http://shop.example/a%2Fb") != key("http://shop.example/a/b")
    assert key("http://shop.example/?q=a%26b") != key("http://shop.example/?q=a&b")


@pytest.mark.parametrize(
    "url", ["http://[::1", "http://h:port/", "http://" + "ü" * 80, "ftp://h/", "x" * 3000, "http://\u2488/"]
)
def test_what_is_no_address_is_none(url: str) -> None:
    assert canonical(url, BASE) == ""


def test_a_backslash_is_a_slash_and_a_line_break_nothing() -> None:
    assert canonical("\\prices\\x?a\\b", BASE) == "http://shop.example/prices/x?a\\b"
    assert canonical(" /a\n/b\t", BASE) == "http://shop.example/a/b"
