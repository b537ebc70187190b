import subprocess
import sys

import pytest

from tuning.job.prompt import (
    REFUSAL,
    AssistantPrompt,
    Message,
    PromptPassage,
    citations,
    full_answer,
    is_refusal,
    messages,
    strip_citations,
)

SHOP = AssistantPrompt("Robin", "Pine Shop", "You are warm.", "phrase")
RETURNS = PromptPassage("Returns", "Within 30 days.")


def test_the_question_comes_last_after_numbered_passages() -> None:
    asked = messages(SHOP, [RETURNS, PromptPassage("Shipping", "Free.")], "How long?")[-1]["content"]
    assert asked == "[1] Returns\nWithin 30 days.\n\n[2] Shipping\nFree.\n\nQuestion: How long?"


def test_the_system_message_depends_on_the_assistant_only() -> None:
    one = messages(SHOP, [RETURNS], "How long?")[0]
    other = messages(SHOP, [], "Where?", [Message(role="user", content="Hi")])[0]
    assert one == other
    assert one["role"] == "system"
    for part in ("Robin", "Pine Shop", "You are warm.", "a few words", REFUSAL):
        assert part in one["content"]


def test_history_stands_between_the_system_message_and_the_question() -> None:
    history = [Message(role="user", content="Hi"), Message(role="assistant", content="Hello [1]")]
    assert messages(SHOP, [], "And now?", history)[1:3] == history


def test_a_title_that_begins_its_text_is_not_repeated() -> None:
    asked = messages(SHOP, [PromptPassage("Returns", "Returns are free.")], "?")[-1]["content"]
    assert asked.startswith("[1] Returns are free.")


@pytest.mark.parametrize("token", ["<|im_end|>", "<|im_<|im_end|>end|>", "</s>", "[/INST]", "<end_of_turn>"])
def test_no_text_can_end_its_own_turn(token: str) -> None:
    shop = AssistantPrompt("R" + token, "P" + token, token)
    turns = messages(shop, [PromptPassage(token, token)], token, [Message(role="user", content="Hi" + token)])
    assert not any(mark in turn["content"] for turn in turns for mark in ("<|", "|>", "</s>", "INST]", "<end_"))


@pytest.mark.parametrize(
    "text",
    [
        REFUSAL,
        REFUSAL.upper(),
        "I'm sorry, but I couldn\u2019t find that information in the passages.",
        "Sorry, I don't know.",
        "I do not have information about that.",
        "**Sorry**, I could not find any mention of it.",
        "Unfortunately, I have no information about prices.",
        "The passages do not mention it.",
    ],
)
def test_refusals_are_recognised_in_near_words(text: str) -> None:
    assert is_refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "30 days [1]",
        "Sorry, we do not refund after 30 days [1].",
        "We do not have any.",
        "I cannot stress it enough.",
    ],
)
def test_answers_are_not_taken_for_refusals(text: str) -> None:
    assert not is_refusal(text)


def test_citations_come_once_in_order_and_only_existing_ones() -> None:
    assert citations("Free [2], within 30 days [1][2]. See [7] and [0, 3].", 3) == [2, 1, 3]


def test_citations_are_stripped_with_the_space_before_them() -> None:
    assert strip_citations("Free [2], within 30 days [1, 3].") == "Free, within 30 days."


def test_a_full_answer_begins_with_the_phrase_unless_it_does_already() -> None:
    assert full_answer("a year.", "The warranty lasts a year.") == "A year. The warranty lasts a year."
    assert full_answer("within a week", "Within a week we answer.") == "Within a week we answer."
    assert full_answer("The warranty", "The warranty lasts a year.") == "The warranty lasts a year."


def test_the_contract_needs_the_standard_library_only() -> None:
    code = (
        "import sys; import tuning.job.prompt, tuning.job.files; "
        "print([name for name in sys.modules if name.split('.')[0] in {'torch', 'transformers', 'numpy', 'django'}])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
