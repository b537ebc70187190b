"""What a business may set, and what a training shows of itself."""

import pytest

from assistants import errors
from assistants.training.chart import chart, thinned
from assistants.training.params import check, plan
from tuning.job.files import Progress


def test_parameters_have_ranges_and_defaults() -> None:
    with pytest.raises(errors.BadParameters, match="learning_rate cannot be 7"):
        check({"learning_rate": 7})
    with pytest.raises(errors.BadParameters, match="base_model cannot be set"):
        check({"base_model": "x"})
    chosen = plan(check({"r": 8, "epochs": 3}), "transfer", skill=True)
    assert (chosen.lora.r, chosen.lora.alpha, chosen.train.epochs, chosen.from_scratch) == (8, 32, 3.0, False)
    assert plan({}, "transfer", skill=False).train.learning_rate > chosen.train.learning_rate
    assert plan({}, "task_specific", skill=True).from_scratch


def test_a_chart_is_thinned_to_means() -> None:
    assert thinned([(step, float(step)) for step in range(1, 5)], limit=2) == [[2, 1.5], [4, 3.5]]


def test_after_a_resume_the_later_loss_of_a_step_counts() -> None:
    progress = [
        Progress(phase="training", step=step, steps=4, loss=loss) for step, loss in ((1, 3.0), (2, 9.0), (2, 2.0))
    ]
    assert chart(progress)["loss"] == [[1, 3.0], [2, 2.0]]
