"""The methods: which stages they have, and what each kind of row teaches."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from transformers import PreTrainedTokenizerFast

from tests.tuning.conftest import SHOP, MakeJob, shop_examples, shop_passages
from tuning.job import files
from tuning.job.errors import ExampleError
from tuning.job.methods import METHODS
from tuning.job.records import Example, Method, Report
from tuning.loop import Loop
from tuning.rows import RowBuilder
from tuning.run import FAILED, SUCCEEDED, WRONG_JOB, Run

pytestmark = pytest.mark.filterwarnings("ignore:.*is_gradient_checkpointing.*:FutureWarning")

READING = [Example(f"r{n}", "", "", [f"p{n}"], f"d{n}", "valid" if n == 3 else "train", "reading") for n in range(4)]
BESIDE = [
    *(Example(f"i{n}", f"Question {n}?", "returns", [], f"d{n}", kind="intent") for n in range(3)),
    *(Example(f"t{n}", f"Question {n}?", "Gladly!", [f"p{n}"], f"d{n}", kind="tone") for n in range(3)),
]


def _job(make_job: MakeJob, name: str, method: Method, added: list[Example], **train: object) -> Path:
    job = make_job(name, examples=[*shop_examples(), *added], **train)
    files.write_job(job, replace(files.read_job(job), method=method))
    return job


def _report(job: Path) -> Report:
    report = files.read_report(job)
    assert report is not None
    return report


def _weights(job: Path) -> dict[str, torch.Tensor]:
    return load_file(job / "adapter" / "adapter_model.safetensors")


def test_a_sequential_job_reads_first_and_then_learns_to_answer(make_job: MakeJob) -> None:
    job = _job(make_job, "job", "sequential", READING, epochs=2.0)
    assert Run(job).execute() == SUCCEEDED
    report, progress = _report(job), files.read_progress(job)
    assert (report.train_examples, report.valid_examples) == (3 + 18, 1 + 6)
    assert (report.steps, report.epochs) == (1 + 10, 2.0)
    stages = [one.stage for one in progress if one.phase == "validating"]
    assert list(dict.fromkeys(stages)) == ["reading", "answering"]
    assert progress[-1].step == 11
    assert max(one.tokens for one in progress) == report.tokens


def test_what_was_read_stays_in_the_weights_that_answer(make_job: MakeJob) -> None:
    jobs = [_job(make_job, method, method, READING, epochs=1.0) for method in ("sequential", "transfer")]
    for job in jobs:
        assert Run(job).execute() == SUCCEEDED
    read, unread = map(_weights, jobs)
    assert any(not torch.equal(read[name], unread[name]) for name in read)


def test_a_sequential_job_that_broke_off_between_its_stages_ends_as_an_unbroken_one(
    make_job: MakeJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    unbroken, broken = (_job(make_job, name, "sequential", READING, epochs=1.0) for name in ("unbroken", "broken"))
    assert Run(unbroken).execute() == SUCCEEDED
    with monkeypatch.context() as patched:
        patched.setattr("tuning.run.adapter.export", _out_of_memory)
        patched.setattr(Loop, "_step", _only_reading(Loop._step))
        assert Run(broken).execute() == FAILED
    assert Run(broken).execute() == SUCCEEDED
    one, other = _weights(unbroken), _weights(broken)
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_other_tasks_are_learned_beside_answering_and_answers_alone_are_judged(make_job: MakeJob) -> None:
    plain, beside = (_job(make_job, name, "multi_task", added) for name, added in (("plain", []), ("beside", BESIDE)))
    for job in (plain, beside):
        assert Run(job).execute() == SUCCEEDED
    assert (_report(beside).train_examples, _report(plain).train_examples) == (24, 18)
    assert _report(beside).valid_examples == _report(plain).valid_examples
    assert _report(beside).start_valid_loss == _report(plain).start_valid_loss


def test_rows_of_other_tasks_wait_where_the_method_has_none(make_job: MakeJob) -> None:
    job = _job(make_job, "job", "transfer", [*READING, *BESIDE])
    Run(job).execute()
    assert _report(job).train_examples == 18


def test_a_stage_without_rows_is_told_before_anything_is_trained(make_job: MakeJob) -> None:
    job = _job(make_job, "job", "sequential", [])
    assert Run(job).execute() == WRONG_JOB
    error = _report(job).error
    assert error is not None
    assert "for the stage reading" in error.message


def test_a_method_without_training_is_not_a_job(make_job: MakeJob) -> None:
    job = _job(make_job, "job", "few_shot", [])
    assert Run(job).execute() == WRONG_JOB
    error = _report(job).error
    assert error is not None
    assert "few_shot trains nothing" in error.message


def test_only_the_task_specific_method_leaves_the_skill_aside() -> None:
    assert [name for name, method in METHODS.items() if not method.from_skill] == ["task_specific"]
    for method in METHODS.values():
        assert sum(stage.share for stage in method.stages) == pytest.approx(1.0 if method.stages else 0.0)


@pytest.fixture
def builder(tokenizer: PreTrainedTokenizerFast) -> RowBuilder:
    return RowBuilder(tokenizer, SHOP, {passage.id: passage for passage in shop_passages()}, 256)


def test_all_of_a_reading_row_is_supervised(builder: RowBuilder) -> None:
    row = builder.row(READING[0])
    text = "returns\nAbout returns: 3 days."
    assert builder.tokenizer.decode(row.tokens) == f"<|im_end|>{text}<|im_end|>"
    assert row.prompt == 1


def test_a_reading_row_is_never_cut(builder: RowBuilder) -> None:
    with pytest.raises(ExampleError, match="'r0' has 32 tokens, more than 20"):
        replace(builder, max_tokens=20).row(READING[0])


def test_an_intent_is_named_and_a_tone_is_heard_without_citations(builder: RowBuilder) -> None:
    intent, tone = builder.row(BESIDE[0]), builder.row(BESIDE[3])
    for row, asked, answer in (
        (intent, "What is this message about?\nQuestion 0?", "returns"),
        (tone, "Say it in our words.\nAbout returns: 3 days.\n\nQuestion: Question 0?", "Gladly!"),
    ):
        assert asked in str(builder.tokenizer.decode(row.tokens[: row.prompt]))
        assert builder.tokenizer.decode(row.tokens[row.prompt :]) == f"{answer}<|im_end|>"


def _out_of_memory(*_: object) -> None:
    raise MemoryError


def _only_reading(step):
    def stepping(loop: Loop) -> None:
        if loop._checkpoints.name != "reading":
            raise MemoryError
        step(loop)

    return stepping
