from dataclasses import replace

import pytest
from transformers import PreTrainedTokenizerFast

from tuning.job.errors import ExampleError
from tuning.job.prompt import AssistantPrompt
from tuning.job.records import Example, Passage
from tuning.rows import Row, RowBuilder

SHOP = AssistantPrompt("Robin", "Pine Shop", style="phrase")
LONG = " ".join(f"word{number}" for number in range(100))
PASSAGES = {
    "gold": Passage("gold", "d1", "Returns", f"Within 30 days. {LONG}"),
    "other": Passage("other", "d2", "Shipping", LONG),
}
EXAMPLE = Example("q1", "How long?", "30 days [1]", ["gold", "other"], "d1")


@pytest.fixture
def builder(tokenizer: PreTrainedTokenizerFast) -> RowBuilder:
    return RowBuilder(tokenizer, SHOP, PASSAGES, 4096)


def prompt(builder: RowBuilder, row: Row) -> str:
    return str(builder.tokenizer.decode(row.tokens[: row.prompt]))


def answer(builder: RowBuilder, row: Row) -> str:
    return str(builder.tokenizer.decode(row.tokens[row.prompt :]))


def test_only_the_answer_and_its_end_are_supervised(builder: RowBuilder) -> None:
    row = builder.row(EXAMPLE)
    assert answer(builder, row) == "30 days [1]<|im_end|>"
    assert prompt(builder, row).endswith("Question: How long?<|im_end|>\n<|im_start|>assistant\n")
    assert not row.shortened


def test_passages_shrink_from_the_last_and_the_answer_never(builder: RowBuilder) -> None:
    whole = builder.row(EXAMPLE)
    row = replace(builder, max_tokens=len(whole.tokens) - 100).row(EXAMPLE)
    assert row.shortened
    assert len(row.tokens) <= len(whole.tokens) - 100
    assert answer(builder, row) == answer(builder, whole)
    assert PASSAGES["gold"].text in prompt(builder, row)
    assert "[2] Shipping\nword0 word1" in prompt(builder, row)


def test_a_cited_passage_shrinks_after_all_others(builder: RowBuilder) -> None:
    example = replace(EXAMPLE, passages=["other", "gold"], answer="30 days [2]")
    whole = builder.row(example)
    row = replace(builder, max_tokens=len(whole.tokens) - 800).row(example)
    assert "[2] Returns\nWithin 30 days. word0" in prompt(builder, row)


def test_an_uncited_last_passage_goes_when_nothing_of_it_fits(builder: RowBuilder) -> None:
    whole = builder.row(EXAMPLE)
    row = replace(builder, max_tokens=len(whole.tokens) - 900).row(EXAMPLE)
    assert "[2]" not in prompt(builder, row).partition("<|im_start|>user")[2]
    assert "Within 30 days." in prompt(builder, row)


def test_a_question_that_cannot_fit_is_told_by_name(builder: RowBuilder) -> None:
    with pytest.raises(ExampleError, match="'q1' does not fit into 60 tokens"):
        replace(builder, max_tokens=60).row(EXAMPLE)


@pytest.mark.parametrize("empty", ["", "  \n"])
def test_a_row_without_a_supervised_token_is_told_by_name(builder: RowBuilder, empty: str) -> None:
    with pytest.raises(ExampleError, match="'q1' has an empty answer"):
        builder.row(replace(EXAMPLE, answer=empty))


def test_an_unknown_passage_is_told_by_name(builder: RowBuilder) -> None:
    with pytest.raises(ExampleError, match="'q1' names the passage 'gone'"):
        builder.row(replace(EXAMPLE, passages=["gone"]))


def test_a_row_may_bring_its_own_assistant(builder: RowBuilder) -> None:
    row = builder.row(replace(EXAMPLE, assistant=AssistantPrompt("Scout", "City Library")))
    assert "You are Scout, the assistant of City Library." in prompt(builder, row)


def test_replay_is_shown_without_instructions(builder: RowBuilder) -> None:
    row = builder.row(Example("r1", "Say hello.", "Hello!", [], "", kind="replay"))
    assert prompt(builder, row) == "<|im_start|>user\nSay hello.<|im_end|>\n<|im_start|>assistant\n"
