import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from tuning.job import files
from tuning.job.errors import LossError
from tuning.job.records import Report
from tuning.run import CANCELLED, FAILED, SUCCEEDED, WRONG_JOB, Run

pytestmark = pytest.mark.filterwarnings("ignore:.*is_gradient_checkpointing.*:FutureWarning")


def report_of(job: Path) -> Report:
    report = files.read_report(job)
    assert report is not None
    return report


def weights_of(job: Path) -> dict[str, torch.Tensor]:
    return load_file(job / "adapter" / "adapter_model.safetensors")


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def test_a_job_learns_and_reports(make_job) -> None:
    job = make_job(epochs=6.0, validate_steps=10)
    assert Run(job).execute() == SUCCEEDED
    report = report_of(job)
    assert (report.status, report.error, report.steps, report.epochs) == ("succeeded", None, 30, 6.0)
    assert (report.train_examples, report.valid_examples) == (18, 6)
    assert report.valid_loss < report.start_valid_loss - 0.2
    assert report.tokens > report.supervised_tokens > 0
    weights = weights_of(job)
    assert len(weights) == 2 * 2 * 7
    assert all(name.startswith("base_model.model.model.layers.") for name in weights)
    assert {weight.dtype for weight in weights.values()} == {torch.bfloat16}


def test_progress_can_be_followed(make_job) -> None:
    job = make_job(epochs=1.0)
    Run(job).execute()
    lines = files.read_progress(job)
    assert lines[0].phase == "loading"
    assert lines[-1].phase == "done"
    training = [line for line in lines if line.phase == "training"]
    assert training[0].loss
    assert training[0].tokens_per_second
    assert training[0].eta_seconds
    assert training[0].learning_rate
    assert [line.valid_loss for line in lines if line.valid_loss is not None]


def test_the_same_seed_gives_the_same_adapter(make_job) -> None:
    jobs = [make_job("one", epochs=1.0), make_job("two", epochs=1.0), make_job("three", epochs=1.0, seed=1)]
    for job in jobs:
        Run(job).execute()
    one, two, three = map(weights_of, jobs)
    assert same(one, two)
    assert not same(one, three)


def test_the_adapter_gives_peft_the_loss_that_was_reported(make_job, base: Path) -> None:
    from tuning.batches import micro_batches
    from tuning.job.records import Lora
    from tuning.loss import mean_loss
    from tuning.model import load_learner, load_tokenizer
    from tuning.rows import RowBuilder, rows

    job = make_job(epochs=2.0)
    Run(job).execute()
    passages = {passage.id: passage for passage in files.read_passages(job)}
    builder = RowBuilder(load_tokenizer(base), files.read_job(job).assistant, passages, 1024)
    valid = rows(builder, files.read_examples(job), "valid")
    learner = load_learner(base, job / "adapter", Lora(dropout=0.5), "float32", 0)
    assert mean_loss(learner, micro_batches(valid, 800)) == pytest.approx(report_of(job).valid_loss, rel=5e-3)


def test_a_killed_run_goes_on_and_ends_where_an_unbroken_one_does(make_job) -> None:
    unbroken, killed = (make_job(name, epochs=12.0, checkpoint_steps=8) for name in ("unbroken", "killed"))
    assert Run(unbroken).execute() == SUCCEEDED
    process = subprocess.Popen([sys.executable, "-m", "tuning", str(killed)], stderr=subprocess.DEVNULL)
    while not list((killed / "checkpoints").glob("step-*")):
        assert process.poll() is None
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert files.read_report(killed) is None
    assert Run(killed).execute() == SUCCEEDED
    report = report_of(killed)
    assert report.resumed == 1
    assert report.valid_loss == pytest.approx(report_of(unbroken).valid_loss, rel=1e-4)
    assert report.loss == pytest.approx(report_of(unbroken).loss, rel=1e-4)
    assert report.tokens == report_of(unbroken).tokens


def test_a_truncated_newest_checkpoint_is_passed_over(make_job, monkeypatch: pytest.MonkeyPatch) -> None:
    unbroken, broken = (make_job(name, epochs=2.0, checkpoint_steps=4) for name in ("unbroken", "broken"))
    assert Run(unbroken).execute() == SUCCEEDED
    with monkeypatch.context() as patched:
        patched.setattr("tuning.loop.Loop._finish", _raise_memory_error)
        assert Run(broken).execute() == FAILED
    newest = max((broken / "checkpoints").glob("step-*"))
    (newest / "state.safetensors").write_bytes(b"cut")
    assert Run(broken).execute() == SUCCEEDED
    assert same(weights_of(broken), weights_of(unbroken))


def test_running_a_finished_job_again_changes_nothing(make_job) -> None:
    job = make_job(epochs=1.0)
    Run(job).execute()
    before, steps = weights_of(job), report_of(job).steps
    assert Run(job).execute() == SUCCEEDED
    assert same(weights_of(job), before)
    assert report_of(job).steps == steps


def test_a_changed_job_starts_anew(make_job) -> None:
    Run(make_job(epochs=1.0)).execute()
    job = make_job(epochs=1.0, learning_rate=1e-3)
    Run(job).execute()
    assert report_of(job).resumed == 0


def test_sigterm_stops_after_the_step_and_keeps_a_checkpoint(make_job, monkeypatch: pytest.MonkeyPatch) -> None:
    job = make_job(epochs=2.0, checkpoint_steps=1000)
    with monkeypatch.context() as patched:
        _after_step(patched, 3, lambda: os.kill(os.getpid(), signal.SIGTERM))
        assert Run(job).execute() == CANCELLED
    assert (report_of(job).status, report_of(job).steps) == ("cancelled", 3)
    assert Run(job).execute() == SUCCEEDED
    assert (report_of(job).steps, report_of(job).resumed) == (10, 1)


def test_a_cancel_file_stops_the_run(make_job, monkeypatch: pytest.MonkeyPatch) -> None:
    job = make_job()
    _after_step(monkeypatch, 2, lambda: files.request_cancel(job))
    assert Run(job).execute() == CANCELLED
    assert report_of(job).steps == 2
    assert Run(job).execute() == CANCELLED


def test_early_stopping_keeps_the_best_weights(make_job) -> None:
    job = make_job(epochs=50.0, learning_rate=0.5, validate_steps=1, patience=2)
    assert Run(job).execute() == SUCCEEDED
    report = report_of(job)
    assert report.stopped_early
    assert report.steps == report.best_step + 2
    assert report.valid_loss <= report.start_valid_loss


def test_the_budget_ends_the_run(make_job) -> None:
    job = make_job(epochs=100_000.0, max_minutes=0.02, checkpoint_steps=1000, patience=1000)
    assert Run(job).execute() == SUCCEEDED
    assert 0 < report_of(job).epochs < 100_000
    assert not report_of(job).stopped_early


def test_a_job_starts_from_an_adapter_as_the_same_single_adapter(make_job, base: Path) -> None:
    skill = make_job("skill", epochs=2.0)
    Run(skill).execute()
    job = make_job("next", epochs=0.2, learning_rate=1e-9, start_from=skill / "adapter")
    assert Run(job).execute() == SUCCEEDED
    assert weights_of(job).keys() == weights_of(skill).keys()
    assert report_of(job).start_valid_loss == pytest.approx(report_of(skill).valid_loss, rel=5e-3)


@pytest.mark.parametrize("change", [{"use_dora": True}, {"modules_to_save": ["lm_head"]}, {"bias": "all"}])
def test_only_plain_lora_can_be_started_from(make_job, change: dict[str, object]) -> None:
    import json

    skill = make_job("skill", epochs=0.2)
    Run(skill).execute()
    config = skill / "adapter" / "adapter_config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | change))
    job = make_job("next", start_from=skill / "adapter")
    assert Run(job).execute() == WRONG_JOB
    assert report_of(job).error.type == "BaseModelError"


def test_an_empty_answer_is_told_by_row(make_job) -> None:
    examples = [replace(example, answer="") for example in files.read_examples(make_job())[:1]]
    job = make_job(examples=examples)
    assert Run(job).execute() == WRONG_JOB
    error = report_of(job).error
    assert error.type == "ExampleError"
    assert "'q0-0'" in error.message
    assert error.hint


def test_a_row_that_does_not_fit_is_told(make_job) -> None:
    job = make_job(max_tokens=32)
    assert Run(job).execute() == WRONG_JOB
    assert "32 tokens" in report_of(job).error.message


def test_a_job_without_training_rows_is_told(make_job) -> None:
    job = make_job(examples=[])
    assert Run(job).execute() == WRONG_JOB
    assert "questions.jsonl" in report_of(job).error.message


def test_a_missing_base_model_is_told(make_job) -> None:
    job = make_job()
    files.write_job(job, replace(files.read_job(job), base=str(job / "nowhere")))
    assert Run(job).execute() == WRONG_JOB
    assert "python -m tuning.base install" in report_of(job).error.hint


def test_a_folder_that_does_not_exist_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert Run(tmp_path / "nowhere").execute() == WRONG_JOB
    assert "is not a folder" in capsys.readouterr().err


def test_a_loss_that_is_not_a_number_is_told(make_job) -> None:
    job = make_job(learning_rate=1e30)
    assert Run(job).execute() == WRONG_JOB
    assert report_of(job).error.type == LossError.__name__
    assert "learning_rate" in report_of(job).error.hint


def test_running_out_of_memory_is_told_and_worth_another_attempt(make_job, monkeypatch: pytest.MonkeyPatch) -> None:
    job = make_job()
    monkeypatch.setattr("tuning.run.load_learner", _raise_memory_error)
    assert Run(job).execute() == FAILED
    assert report_of(job).error.type == "OutOfMemoryError"
    assert "max_tokens" in report_of(job).error.hint


def _raise_memory_error(*_: object) -> None:
    raise MemoryError


def _after_step(monkeypatch: pytest.MonkeyPatch, step: int, act) -> None:
    from tuning.loop import Loop

    plain = Loop._housekeeping

    def acting(loop: Loop) -> None:
        plain(loop)
        if loop.position.step == step:
            act()

    monkeypatch.setattr(Loop, "_housekeeping", acting)
