"""What programs write into the fields of a completion or a job, and what they are told of it."""

from typing import Any

import pytest

from chat.openai.completions import asked
from chat.openai.errors import InvalidRequest
from chat.openai.fine_tuning import asked as job

QUESTION = {"role": "user", "content": "What does the weekend brunch cost?"}
# Every field that may be null in OpenAI's schema.
NULLABLE = """audio frequency_penalty function_call functions logit_bias logprobs max_completion_tokens max_tokens
    metadata modalities n parallel_tool_calls prediction presence_penalty reasoning_effort
    response_format seed service_tier stop store stream stream_options temperature tool_choice tools
    top_logprobs top_p user verbosity web_search_options"""


def parse(**fields: Any) -> asked.Asked:
    return asked.parse({"model": "m", "messages": [QUESTION], **fields})


def told(**fields: Any) -> str:
    """What is said of a request that is refused."""
    with pytest.raises(InvalidRequest) as raised:
        parse(**fields)
    return str(raised.value)


@pytest.mark.parametrize(
    ("turn", "said"),
    [
        ({"content": "Yes."}, ["Yes."]),
        ({"content": None}, []),
        ({}, []),
        ({"content": ""}, []),
        ({"content": []}, []),
        ({"content": None, "refusal": None, "tool_calls": [{"id": "c", "type": "function"}]}, []),
        ({"content": None, "audio": {"id": "a"}}, []),
        ({"content": None, "refusal": "I cannot say."}, ["I cannot say."]),
        ({"content": [{"type": "refusal", "refusal": "no"}]}, ["no"]),
        ({"content": [{"type": "text", "text": "a"}, {"type": "refusal", "refusal": "b"}]}, ["a\nb"]),
    ],
)
def test_an_earlier_turn_of_the_assistant_may_hold_no_text(turn: dict[str, Any], said: list[str]) -> None:
    hi = {"role": "user", "content": "hi"}
    read = parse(messages=[hi, {"role": "assistant", **turn}, QUESTION])
    assert read.question == QUESTION["content"]
    assert [turn["content"] for turn in read.history] == ["hi", *said]


def test_null_is_as_good_as_absent() -> None:
    assert parse(**dict.fromkeys(NULLABLE.split())) == parse()


@pytest.mark.parametrize(
    ("fields", "tokens"),
    [
        ({"max_completion_tokens": None, "max_tokens": 5}, 5),
        ({"max_completion_tokens": 5, "max_tokens": None}, 5),
        ({"max_completion_tokens": 4, "max_tokens": 5}, 4),
        ({"max_tokens": 5.0}, 5),
    ],
)
def test_a_field_that_is_null_hides_no_other(fields: dict[str, Any], tokens: int) -> None:
    assert parse(**fields).max_tokens == tokens
    assert parse(stream_options={"include_usage": None}).include_usage is False


@pytest.mark.parametrize(
    ("field", "low", "high"),
    [
        ("temperature", "0", "2"),
        ("max_tokens", "1", "2147483647"),
        ("max_completion_tokens", "1", "2147483647"),
        ("seed", "-9223372036854775808", "9223372036854775807"),
    ],
)
@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("0", 'the text "0"'),
        (True, "true"),
        ([1], "a list"),
        ({"a": 1}, "an object"),
        (1e300, "1e+300"),
        (float("nan"), "nan"),
        (-(2**70), str(-(2**70))),
    ],
)
def test_a_refused_number_is_told_with_both_its_bounds(field: str, low: str, high: str, value: Any, what: str) -> None:
    message = told(**{field: value})
    assert message.startswith(f"`{field}` is {what}. Send a ")
    assert message.endswith(f"number from {low} to {high}.")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"temperature": 2.5}, "`temperature` is 2.5. Send a number from 0 to 2."),
        ({"max_tokens": 1.5}, "`max_tokens` is 1.5. Send a whole number from 1 to 2147483647."),
        ({"n": "1"}, '`n` is the text "1". Send a whole number from 1 to 128.'),
        ({"stream": "true"}, '`stream` is the text "true". Send true or false.'),
        ({"stop": 5}, "`stop` is 5. Send up to 4 texts."),
        ({"stop": list("abcde")}, "`stop` holds 5 texts. Send up to 4 texts."),
        ({"stop": ["a", None]}, "`stop[1]` is null. Send text."),
        ({"messages": None}, "`messages` is null, not a list. Send 1 to 500 messages."),
        ({"messages": []}, "`messages` holds 0 messages. Send 1 to 500 messages."),
        ({"messages": ["hi"]}, '`messages[0]` is the text "hi". Send an object with role and content.'),
        ({"messages": [{"role": "user", "content": None}]}, "`messages[0].content` is null. Send text."),
        ({"messages": [{"content": "hi"}]}, "`messages[0].role` is null. Use system"),
        ({"messages": [{"role": "user", "content": [{"type": "text"}]}]}, "`messages[0].content[0].text` is null."),
        (
            {"messages": [{"role": "user", "content": [{"type": "image_url"}]}]},
            "`messages[0].content[0]` is of the type 'image_url'. Images",
        ),
    ],
)
def test_what_is_wrong_is_said(fields: dict[str, Any], message: str) -> None:
    assert told(**fields).startswith(message)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"seed": 1.5}, "`seed` is 1.5. Send a whole number from 0 to 2147483647."),
        (
            {"hyperparameters": {"n_epochs": "3"}},
            '`n_epochs` is the text "3". Send "auto" or a whole number from 1 to 20.',
        ),
        (
            {"hyperparameters": {"learning_rate_multiplier": 7}},
            '`learning_rate_multiplier` is 7. Send "auto" or a number from 0.01 to 6.',
        ),
    ],
)
def test_a_jobs_numbers_are_told_with_their_bounds(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidRequest) as raised:
        job.parse({"model": "m", "training_file": "f", **fields})
    assert str(raised.value) == message


def test_null_fields_of_a_job_are_absent() -> None:
    nothing = dict.fromkeys(["validation_file", "hyperparameters", "suffix", "metadata", "integrations"])
    plain = job.parse({"model": "m", "training_file": "f", "seed": 1})
    method = {"type": None, "supervised": {"hyperparameters": {"n_epochs": None}}}
    assert job.parse({"model": "m", "training_file": "f", "seed": 1, "method": method, **nothing}) == plain
