"""The reader: its rows, what a span means, and that the engine computes what training learned."""

import json
import random
from pathlib import Path

import pytest
from safetensors.torch import save_file

from serving.convert import reader as conversion
from serving.protocol.reading import ReadPassage
from serving.reader import Reader as Served
from tuning.reader.__main__ import Run
from tuning.reader.network import NOWHERE, Reader, encode, tokenizer
from tuning.reader.rows import ReaderRow, read, write
from tuning.skills import answering
from tuning.skills.reader import Recipe
from tuning.skills.tenants import Asked, Tenant
from tuning.skills.unanswerable import Swapper

TEXT = "Saddles can be returned within 30 days. The shop in Bergen opens at nine."
SCENES = [
    {"scene": "s1", "business": "Shop", "passages": [{"title": "Returns", "text": TEXT}, {"title": "", "text": "Tea."}]}
]
ROWS = [
    {"scene": "s1", "question": "send it back?", "answer": "Yes, within 30 days. [1]", "kind": "yesno"},
    {"scene": "s1", "question": "opening in oslo", "answer": answering.REFUSAL, "kind": "almost"},
    {
        "scene": "s1",
        "question": "and bergen?",
        "answer": "The shop in Bergen opens at nine. [1]",
        "kind": "followup",
        "history": [
            {"role": "user", "content": "when does oslo open"},
            {"role": "assistant", "content": "At ten. [2]"},
        ],
    },
]


@pytest.fixture
def written(tmp_path: Path) -> tuple[Path, Path]:
    scenes, rows = tmp_path / "scenes.json", tmp_path / "rows.jsonl"
    scenes.write_text(json.dumps(SCENES))
    rows.write_text("\n".join(map(json.dumps, ROWS)))
    return scenes, rows


def test_a_name_or_number_is_swapped_for_one_that_the_passage_does_not_hold() -> None:
    swapper = Swapper([TEXT, "We met in Trondheim for 12 days."], random.Random(0))
    assert swapper.swapped("When does the shop in Bergen open?", TEXT) == "When does the shop in Trondheim open?"
    assert swapper.swapped("What is sold?", TEXT) == ""


def test_a_cited_passage_answers_and_an_almost_answerable_question_is_answered_by_none(
    written: tuple[Path, Path],
) -> None:
    rows = list(Recipe(0).of_written(*written))
    held = [row for row in rows if row.holds]
    assert [(row.question, row.text[row.start : row.end]) for row in held] == [
        ("send it back?", "Saddles can be returned within 30 days.")
    ]
    assert len(rows) == 4


def test_a_tenants_question_keeps_its_answer_in_the_window_that_is_shown() -> None:
    text = " ".join(f"This is sentence number {n} of a rather long passage about saddles." for n in range(30))
    asked = Asked("1", "Which one is it?", "number 17", 0, 0)
    for row in Recipe(1).of_tenant(Tenant("Saddles", [(0, text)], [asked]), 1.0):
        assert not row.holds or row.text[row.start : row.end] == "number 17"
        assert len(row.text.split()) < len(text.split())


def test_rows_come_back_as_they_were_written(tmp_path: Path) -> None:
    rows = [ReaderRow("q?", "Top", TEXT, True, 0, 7), ReaderRow("r?", "", "Tëa", False, split="valid")]
    write(tmp_path / "job", rows)
    assert read(tmp_path / "job") == rows


def test_a_span_is_its_tokens_under_the_heading_and_unknown_where_it_is_cut_off() -> None:
    tokens = tokenizer()
    start = TEXT.index("30 days")
    found = encode(tokens, ReaderRow("how long", "Returns", TEXT, True, start, start + 7))
    assert tokens.decode(found.ids[found.start : found.end + 1]) == "30 days"
    long = "word " * 400
    assert encode(tokens, ReaderRow("q", "", f"{long}end", True, len(long), len(long) + 3)).start == NOWHERE


def test_follow_ups_keep_what_was_said_before(written: tuple[Path, Path]) -> None:
    (scene,) = answering.written(*written, random.Random(0))
    assert [turn.content for turn in scene.examples[2].history] == ["when does oslo open", "At ten. [2]"]
    assert scene.examples[1].kind == "refusal"


def test_the_engine_reads_with_what_was_learned(tmp_path: Path) -> None:
    row = encode(tokenizer(), ReaderRow("how long", "Returns", TEXT, True, 31, 38))
    Run(tmp_path, [row], [row], 0.01, 0).run(None)
    learned = Reader()
    save_file(learned.learned(), tmp_path / "other.safetensors")
    conversion.convert(tmp_path / "reader.safetensors", tmp_path)
    served = Served(tmp_path)
    first, second = served.infer("how long", [ReadPassage("Returns", TEXT), ReadPassage("", "Tea.")])
    served.close()
    assert 0 < first.holds < 1
    assert all(0 <= span.start < span.end <= len(TEXT) for span in first.spans)
    assert second.spans
