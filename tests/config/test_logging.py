"""What a log collector gets: who and which request, but nobody's words."""

import io
import json
import logging
import logging.config
from typing import Any

import pytest

from config.logging import Context, Formatter, settings
from tenants.models import Tenant
from tenants.trail import Trail, following

WORDS = "my card number is 4242"
TRAIL = Trail("request-1", f"00-{'a' * 32}-{'b' * 16}-01")


class Line:
    """A logger that writes to memory."""

    def __init__(self, formatter: logging.Formatter) -> None:
        self.stream = io.StringIO()
        handler = logging.StreamHandler(self.stream)
        handler.setFormatter(formatter)
        handler.addFilter(Context())
        self.logger = logging.Logger("tests", logging.DEBUG)
        self.logger.addHandler(handler)

    def read(self) -> dict[str, Any]:
        (line,) = self.stream.getvalue().splitlines()
        found: dict[str, Any] = json.loads(line)
        return found


@pytest.fixture
def line() -> Line:
    return Line(Formatter())


def _fail() -> None:
    raise ValueError(f"cannot store {WORDS!r}")


def test_a_record_names_the_tenant_and_the_request(line: Line, in_shop: Tenant) -> None:
    with following(TRAIL):
        line.logger.warning("Answer %s failed: %s", "1", "engine_away")
    record = line.read()
    assert record["message"] == "Answer 1 failed: engine_away"
    assert (record["tenant"], record["request_id"], record["trace_id"]) == (str(in_shop.pk), "request-1", "a" * 32)
    assert (record["level"], record["logger"]) == ("WARNING", "tests")
    assert record["time"]


def test_outside_every_request_these_are_empty(line: Line) -> None:
    line.logger.info("Started")
    assert {line.read()[name] for name in ("tenant", "request_id", "trace_id")} == {""}


def test_an_exception_tells_where_but_not_what_it_quotes(line: Line) -> None:
    try:
        _fail()
    except ValueError:
        line.logger.exception("The answer failed.")
    record = line.read()
    assert WORDS not in json.dumps(record)
    assert record["exc_info"].startswith("ValueError\n")
    assert "_fail" in record["exc_info"]


def test_its_words_can_be_asked_for() -> None:
    line = Line(Formatter(with_words=True))
    try:
        _fail()
    except ValueError:
        line.logger.exception("The answer failed.")
    assert WORDS in line.read()["exc_info"]


@pytest.mark.parametrize("form", ["line", "json"])
def test_both_forms_can_be_set_up(form: str) -> None:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        logging.config.dictConfig(settings("INFO", form, False))
        assert isinstance(root.handlers[0].formatter, Formatter) is (form == "json")
    finally:
        root.handlers[:], root.level = handlers, level


def test_another_form_is_named() -> None:
    with pytest.raises(ValueError, match="LOG_FORMAT"):
        settings("INFO", "xml", False)
