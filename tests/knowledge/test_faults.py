"""Files that were once read wrongly: what each must and must not give is written beside it in `case.json`."""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from knowledge.reading import Reading, kind_of, sandbox
from knowledge.search.words import overlap

CASES = sorted((Path(__file__).parent / "faults").glob("*/case.json"))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()


def blocks_of(reading: Reading) -> list[list[str]]:
    sections = [[*section.heading_path, *section.text.split("\n")] for section in reading.sections]
    pairs = [[*pair.heading_path, pair.question, *pair.answer.split("\n")] for pair in reading.pairs]
    return [[squeezed(line) for line in block] for block in sections + pairs]


def in_order(parts: list[str], line: str) -> bool:
    return bool(re.search(".*?".join(rf"(?<!\w){re.escape(squeezed(part))}(?!\w)" for part in parts), line))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_a_file_is_read_as_it_is_meant(path: Path) -> None:
    case: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    name = case["input"]
    data = (path.parent / name).read_bytes()
    reading = sandbox.read(kind_of(name, data), name, data)
    blocks = blocks_of(reading)
    lines = [line for block in blocks for line in block]
    text = " ".join([reading.title, *lines])
    assert all(squeezed(part) in text for part in case.get("must_contain", [])), text
    assert not any(squeezed(part) in text for part in case.get("must_not_contain", [])), text
    assert all(text.count(squeezed(part)) == 1 for part in case.get("once", [])), text
    assert all(any(in_order(parts, line) for line in lines) for parts in case.get("lines", [])), lines
    assert not any(in_order(parts, line) for parts in case.get("not_lines", []) for line in lines), lines
    for parts in case.get("together", []):
        assert any(all(squeezed(part) in " ".join(block) for part in parts) for block in blocks), parts
    for question in case.get("found_by", []):
        assert any(overlap(question, "\n".join(block)) == 1 for block in blocks), question
    for pair in case.get("pairs", []):
        assert any(pair["question"] == p.question and pair["answer"] in squeezed(p.answer) for p in reading.pairs)
    assert len(reading.pairs) == case.get("pair_count", len(reading.pairs))
    assert bool(reading.notes) == case.get("told", False)
