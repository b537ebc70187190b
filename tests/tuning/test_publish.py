import json
from dataclasses import replace
from pathlib import Path

import pytest

from tuning.base.install import install
from tuning.base.sources import from_folder
from tuning.job import asking, files
from tuning.job.prompt import TEMPLATE_SHA256
from tuning.job.records import Example
from tuning.run import SUCCEEDED, Run
from tuning.skills.publish import publish

pytestmark = pytest.mark.filterwarnings("ignore:.*is_gradient_checkpointing.*:FutureWarning")


def test_a_skill_names_its_base_and_prompt_and_can_be_started_from(make_job, base: Path, tmp_path: Path) -> None:
    installed = install("tiny", tmp_path / "models", lambda: from_folder(base))
    job = make_job("skill-job", epochs=0.2)
    files.write_job(job, replace(files.read_job(job), base="../models/tiny"))
    assert Run(job).execute() == SUCCEEDED
    publish(job, tmp_path / "skill")
    manifest = json.loads((tmp_path / "skill" / "manifest.json").read_text())
    assert (manifest["base_sha256"], manifest["template_sha256"]) == (installed.sha256, TEMPLATE_SHA256)
    assert manifest["config"]["r"] == 16
    next_job = make_job("next", epochs=0.2, start_from=tmp_path / "skill")
    assert Run(next_job).execute() == SUCCEEDED


def test_a_skill_that_asks_names_the_asking_prompt(make_job, base: Path, tmp_path: Path) -> None:
    install("tiny", tmp_path / "models", lambda: from_folder(base))
    pair = asking.render([asking.Pair("How many days?", "3 days")])
    job = make_job("asking-job", [Example(f"q{n}", "", pair, ["p0"], "d0", kind="questions") for n in range(4)])
    files.write_job(job, replace(files.read_job(job), base="../models/tiny"))
    assert Run(job).execute() == SUCCEEDED
    publish(job, tmp_path / "skill")
    manifest = json.loads((tmp_path / "skill" / "manifest.json").read_text())
    assert manifest["template_sha256"] == asking.TEMPLATE_SHA256 != TEMPLATE_SHA256
