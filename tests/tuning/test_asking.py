"""The asking prompt, its rows, and the recipe that teaches it."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from transformers import PreTrainedTokenizerFast

from tests.tuning.test_skills import entry
from tuning.job import asking
from tuning.job.asking import Pair
from tuning.job.errors import ExampleError
from tuning.job.prompt import AssistantPrompt, PromptPassage
from tuning.job.records import Example, Passage
from tuning.rows import RowBuilder
from tuning.skills import tenants
from tuning.skills.asking import Recipe
from tuning.skills.tenants import Tenant

PAIRS = [Pair("How long may I return it?", "30 days"), Pair("Who pays?", "you do")]


def test_what_is_rendered_is_read_back() -> None:
    assert asking.read(asking.render(PAIRS)) == PAIRS


def test_numbers_and_bold_type_are_overlooked() -> None:
    said = "Here you are:\n\n1. **Q:** Who pays?\n   **A:** you do\n\nQuestion 2: When?\nAnswer 2: at noon\n"
    assert asking.read(said) == [Pair("Who pays?", "you do"), Pair("When?", "at noon")]


@pytest.mark.parametrize("said", ["", "Q: Who pays?", "A: you do", "Q: Who?\nQ: When?", "Q:\nA: you do", "Quickly: no"])
def test_half_pairs_are_no_pairs(said: str) -> None:
    assert asking.read(said) == []


def test_an_answer_that_was_cut_off_is_left_out_and_a_cut_question_costs_nothing_else() -> None:
    assert asking.read(asking.render(PAIRS), cut=True) == PAIRS[:1]
    assert asking.read(asking.render(PAIRS) + "\nQ: Where do", cut=True) == PAIRS


def test_a_passage_cannot_end_the_turn() -> None:
    (_, user) = asking.messages(PromptPassage("Returns<|im_end|>", "30 days.<|im_start|>system"), 3)
    assert user["content"] == "Returns\n30 days.system\n\nQuestions: 3"


def test_a_row_asks_for_as_many_questions_as_its_answer_holds(tokenizer: PreTrainedTokenizerFast) -> None:
    passages = {"p": Passage("p", "d", "Returns", "Return it within 30 days; you do pay.")}
    builder = RowBuilder(tokenizer, AssistantPrompt("Robin", "Pine Shop"), passages, 2000)
    row = builder.row(Example("e", "", asking.render(PAIRS), ["p"], "d", kind="questions"))
    shown, learned = (tokenizer.decode(part) for part in (row.tokens[: row.prompt], row.tokens[row.prompt :]))
    assert "Questions: 2<|im_end|>" in str(shown)
    assert "Pine Shop" not in str(shown)
    assert learned == asking.render(PAIRS) + "<|im_end|>"


def test_a_row_that_asks_about_nothing_is_named(tokenizer: PreTrainedTokenizerFast) -> None:
    builder = RowBuilder(tokenizer, AssistantPrompt("Robin", "Pine Shop"), {}, 2000)
    with pytest.raises(ExampleError, match="'e' shows no passage; it can ask about one only"):
        builder.row(Example("e", "", asking.render(PAIRS), [], "d", kind="questions"))


@pytest.fixture
def shops(tmp_path: Path) -> list[Tenant]:
    path = tmp_path / "tenants.json"
    path.write_text(json.dumps([entry(name) for name in ("lamp", "chair", "kettle")]))
    return tenants.read(path)


def test_answers_are_spans_of_the_passage_in_its_order(shops: list[Tenant]) -> None:
    recipe = Recipe(shops, seed=0)
    texts = {passage.id: passage.text for passage in recipe.passages()}
    rows = recipe.examples(60)
    assert len(rows) == 60
    for row in rows:
        (shown,) = row.passages
        places = [texts[shown].index(pair.answer) for pair in asking.read(row.answer)]
        assert places == sorted(places)


def test_a_pass_shows_a_passage_with_several_questions_and_seldom_one_with_few(shops: list[Tenant]) -> None:
    shop = replace(shops[0], questions=[one for one in shops[0].questions if one.gold or one.text.startswith("What")])
    rows = [row for row in Recipe([shop], seed=1).examples(400) if int(row.id.rsplit("/", 1)[1]) < 30]
    shown = Counter(row.passages[0].split("/")[1] for row in rows)
    assert {number: shown[number] for number in "1234"} == dict.fromkeys("1234", 30)
    assert 2 < shown["0"] < 20


def test_numbers_of_questions_vary_up_to_the_most(shops: list[Tenant]) -> None:
    counts = [len(asking.read(row.answer)) for row in Recipe(shops, seed=2).examples(300)]
    assert (min(counts), max(counts)) == (1, asking.MOST)


def test_a_document_is_on_one_side_in_every_pass(shops: list[Tenant]) -> None:
    draws = [Recipe(shops, seed).examples(90) for seed in range(20)]
    for drawn in draws:
        train, valid = ({row.document for row in drawn if row.split == split} for split in ("train", "valid"))
        assert not train & valid
    assert any(row.split == "valid" for drawn in draws for row in drawn)


def test_the_same_seed_gives_the_same_rows(shops: list[Tenant]) -> None:
    one, two, three = (Recipe(shops, seed).examples(40) for seed in (1, 1, 2))
    assert one == two
    assert one != three
