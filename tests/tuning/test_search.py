"""The search: what it tries, what it finds, and that it ends."""

import math
from pathlib import Path

import optuna
import pytest

from tests.tuning.conftest import MakeJob, shop_examples
from tuning.job import files
from tuning.job.errors import LossError
from tuning.job.trials import read_search
from tuning.loop import Loop
from tuning.run import CANCELLED, FAILED, SUCCEEDED, WRONG_JOB, Run
from tuning.search.space import Settings, draw
from tuning.search.study import Study

pytestmark = pytest.mark.filterwarnings("ignore:.*is_gradient_checkpointing.*:FutureWarning")


def _job(make_job: MakeJob, **train: object) -> Path:
    return make_job(**{"epochs": 2.0, "learning_rate": 2e-3, **train})


def test_weak_settings_end_early_and_the_best_came_to_the_end(make_job: MakeJob) -> None:
    job = _job(make_job)
    assert Study(job, 5.0, 6).execute(apply=False) == SUCCEEDED
    found = read_search(job)
    assert found is not None
    own, best = found.trials[0], found.trials[found.best]
    assert (own.learning_rate, own.batch_size, own.r, own.share) == (2e-3, 4, 16, 1.0)
    assert best.share == 1.0
    assert best.valid_loss == min(one.valid_loss for one in found.trials if one.share == 1.0)
    assert {one.share for one in found.trials} > {1.0}
    assert all(5e-4 <= one.learning_rate <= 8e-3 for one in found.trials)
    assert files.read_job(job).train.learning_rate == 2e-3
    assert not (job / "checkpoints").exists()


def test_what_was_found_is_written_into_the_job_and_trained_with(make_job: MakeJob) -> None:
    job = _job(make_job)
    assert Study(job, 5.0, 4).execute(apply=True) == SUCCEEDED
    found, chosen = read_search(job), files.read_job(job)
    assert found is not None
    best = found.trials[found.best]
    assert Settings.of(chosen) == Settings(best.learning_rate, best.batch_size, best.r)
    assert chosen.lora.alpha == 2 * chosen.lora.r
    assert Run(job).execute() == SUCCEEDED


def test_a_search_that_broke_off_goes_on_without_repeating(make_job: MakeJob, monkeypatch: pytest.MonkeyPatch) -> None:
    job, tried = _job(make_job), list[float]()
    began = Loop.run

    def counted(loop: Loop) -> None:
        tried.append(loop._train.learning_rate)
        if len(tried) == 3:
            raise MemoryError
        began(loop)

    monkeypatch.setattr(Loop, "run", counted)
    assert Study(job, 5.0, 4).execute(apply=False) == FAILED
    assert read_search(job) is None
    assert Study(job, 5.0, 4).execute(apply=False) == SUCCEEDED
    assert len(tried) == 5
    assert len(set(tried)) == 5


def test_a_learning_rate_that_breaks_the_loss_is_no_failure(make_job: MakeJob, monkeypatch: pytest.MonkeyPatch) -> None:
    job, own = _job(make_job), Loop._step

    def breaking(loop: Loop) -> None:
        if not math.isclose(loop._train.learning_rate, 2e-3):
            raise LossError("The loss became nan.", "Lower it.")
        own(loop)

    monkeypatch.setattr(Loop, "_step", breaking)
    assert Study(job, 5.0, 3).execute(apply=False) == SUCCEEDED
    found = read_search(job)
    assert found is not None
    assert (found.best, [one.valid_loss is None for one in found.trials]) == (0, [False, True, True])


def test_a_search_is_cancelled_like_a_training(make_job: MakeJob) -> None:
    job = _job(make_job)
    files.request_cancel(job)
    assert Study(job, 5.0, 4).execute(apply=True) == CANCELLED
    assert read_search(job) is None


def test_a_search_without_validation_rows_is_told(make_job: MakeJob, capsys: pytest.CaptureFixture[str]) -> None:
    job = _job(make_job, examples=[one for one in shop_examples() if one.split == "train"])
    assert Study(job, 5.0, 4).execute(apply=False) == WRONG_JOB
    assert "no validation rows" in capsys.readouterr().err


def test_an_adapter_that_is_continued_keeps_its_rank(make_job: MakeJob, tmp_path: Path) -> None:
    job = files.read_job(make_job(start_from=tmp_path))
    drawn = draw(optuna.create_study().ask(), job)
    assert drawn.r == job.lora.r
