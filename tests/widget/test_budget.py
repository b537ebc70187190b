"""What the widget may weigh, compressed, as a website's visitors get it."""

import gzip
import re
from pathlib import Path

import pytest

DIST = Path(__file__).parents[2] / "widget" / "dist"


BUDGETS = {
    "loader.js": 1536,
    "app.js": 12 * 1024,
    # With the first question, or a click on what the first holds.
    "extra.js": 8 * 1024,
    "markdown.js": 3584,
    # With a chat that takes files.
    "files.js": 3 * 1024,
    "proof.js": 1024,
}


@pytest.mark.parametrize(("name", "limit"), BUDGETS.items())
def test_a_built_file_stays_in_its_budget(name: str, limit: int) -> None:
    assert len(gzip.compress((DIST / name).read_bytes(), 9)) <= limit


@pytest.mark.parametrize("file", sorted(DIST.glob("*-*.js")), ids=lambda file: file.name)
def test_a_languages_file_stays_in_its_budget(file: Path) -> None:
    assert len(gzip.compress(file.read_bytes(), 9)) <= 1024


def test_built_files_parse_no_html_and_name_no_insecure_host() -> None:
    for file in DIST.glob("*.js"):
        text = file.read_text().replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"http://|eval\(|innerHTML|insertAdjacentHTML|document\.write", text)
