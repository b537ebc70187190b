"""What the widget may weigh, compressed, as a website's visitors get it."""

import gzip
import re
from pathlib import Path

import pytest

DIST = Path(__file__).parents[2] / "widget" / "dist"


@pytest.mark.parametrize(("name", "limit"), [("loader.js", 1536), ("app.js", 12 * 1024), ("markdown.js", 3 * 1024)])
def test_a_built_file_stays_in_its_budget(name: str, limit: int) -> None:
    assert len(gzip.compress((DIST / name).read_bytes(), 9)) <= limit


def test_built_files_parse_no_html_and_name_no_insecure_host() -> None:
    for file in DIST.glob("*.js"):
        text = file.read_text().replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"http://|eval\(|innerHTML|insertAdjacentHTML|document\.write", text)
