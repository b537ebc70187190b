"""Crawled HTML is read in a child process: a page can hurt that one only, and only itself."""

import os
import signal
import time

import pytest

from knowledge.reading.pages import PageReader, parent

PAGE = b"<title>Shop</title><main><h1>Hours</h1><p>We open at nine.</p></main><a href=/prices>Prices</a>"
URL = "http://shop.example/hours"


def test_many_pages_are_read_by_one_child_with_their_signs() -> None:
    with PageReader() as reader:
        child = reader._child.pid
        for n in range(20):
            outcome = reader.read(URL, PAGE.replace(b"nine", b"nine %d" % n))
            assert outcome.reading
            assert outcome.reading.sections[0].text == f"We open at nine {n}."
            assert outcome.signs.links == ("http://shop.example/prices",)
        assert reader._child.pid == child
    assert not os.path.exists(f"/proc/{child}/fd")


def test_a_page_without_a_word_still_says_where_to_go() -> None:
    with PageReader() as reader:
        outcome = reader.read(URL, b"<meta http-equiv=refresh content='0;url=/en/'>")
    assert outcome.unreadable
    assert (outcome.unreadable.code, outcome.signs.forward) == ("empty", "http://shop.example/en/")


def test_the_header_says_how_a_page_is_written() -> None:
    with PageReader() as reader:
        outcome = reader.read(URL, "<p>Preis: 5 € – für zwölf".encode("cp1252"), "text/html; Charset='latin1'")
    assert outcome.reading
    assert outcome.reading.sections[0].text == "Preis: 5 € – für zwölf"


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (b"<table><tr>" + b"<td>x" * 400_000, {"too_large", "too_slow"}),
        (b"<p>a</p>" * 2_000_000, {"too_large", "too_slow", "damaged"}),
        (b"<div>" * 300_000 + b"deep", {"empty", "damaged", "too_large"}),
        (b"", {"empty"}),
    ],
)
def test_a_page_that_is_too_much_says_so_and_the_next_one_is_read(data: bytes, codes: set[str]) -> None:
    with PageReader(seconds=4) as reader:
        outcome = reader.read(URL, data)
        assert outcome.unreadable
        assert outcome.unreadable.code in codes
        assert reader.read(URL, PAGE).reading


def test_a_child_that_dies_is_replaced_and_only_the_page_that_killed_it_is_lost() -> None:
    with PageReader() as reader:
        reader.read(URL, PAGE)
        os.kill(reader._child.pid, signal.SIGKILL)
        assert reader.read(URL, PAGE).reading, "it died of something else, and the page is read by another child"


def test_a_page_that_kills_every_child_is_the_one_to_blame(monkeypatch: pytest.MonkeyPatch) -> None:
    with PageReader() as reader:
        monkeypatch.setattr(parent, "CHILD", "knowledge.reading.no_such_module")
        os.kill(reader._child.pid, signal.SIGKILL)
        outcome = reader.read(URL, PAGE)
        assert outcome.unreadable
        assert outcome.unreadable.code == "damaged"
        monkeypatch.undo()
        assert reader.read(URL, PAGE).unreadable, "the child that was started before is still the broken one"
        assert reader.read(URL, PAGE).reading


def test_a_page_that_uses_up_its_processor_time_is_given_up() -> None:
    with PageReader() as reader:
        reader.read(URL, PAGE)
        os.kill(reader._child.pid, signal.SIGXCPU)
        outcome = reader.read(URL, PAGE)
        assert outcome.unreadable
        assert outcome.unreadable.code == "too_slow"
        assert reader.read(URL, PAGE).reading


def test_a_page_that_takes_too_long_is_given_up() -> None:
    with PageReader(seconds=0.5) as reader:
        os.kill(reader._child.pid, signal.SIGSTOP)
        started = time.monotonic()
        outcome = reader.read(URL, PAGE)
        assert outcome.unreadable
        assert outcome.unreadable.code == "too_slow"
        assert time.monotonic() - started < 5
