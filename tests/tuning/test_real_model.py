from dataclasses import replace
from pathlib import Path

import pytest

from tuning.base import record
from tuning.job import files
from tuning.run import SUCCEEDED, Run

ROOT = Path(__file__).parents[2]
MODELS, SKILL = ROOT / "var" / "models", ROOT / "tuning" / "skills" / "reading"

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(not record.installed(MODELS), reason="python -m tuning.base install smollm2-135m-instruct"),
    pytest.mark.filterwarnings("ignore:.*is_gradient_checkpointing.*:FutureWarning"),
]


def test_the_reading_skill_learns_a_business_in_a_few_steps(make_job) -> None:
    job = make_job(epochs=1.0, batch_size=6, learning_rate=5e-4)
    base = MODELS / "smollm2-135m-instruct"
    files.write_job(job, replace(files.read_job(job), base=str(base), start_from=str(SKILL)))
    assert Run(job).execute() == SUCCEEDED
    report = files.read_report(job)
    assert report is not None
    assert report.steps == 3
    assert report.valid_loss < report.start_valid_loss
