"""kill -9 in the middle of a save, at each of its steps."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tuning.conftest import MakeJob
from tuning.job import files
from tuning.job.records import Progress, Report, Train
from tuning.run import SUCCEEDED, Run

pytestmark = pytest.mark.filterwarnings("ignore:.*is_gradient_checkpointing.*:FutureWarning")

# A save makes its state durable, then its manifest, then (renamed) its folder: three calls. The second save is hit.
MOMENTS = {"the state": 4, "the manifest": 5, "the folder": 6}
KILLED_AT_CALL = """
import os, signal, sys
from pathlib import Path
from tuning import checkpoints
from tuning.run import Run

calls, sync = [], checkpoints._sync

def killing(path):
    calls.append(path)
    if len(calls) == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
    sync(path)

checkpoints._sync = killing
Run(Path(sys.argv[1])).execute()
"""
KILLED = -9


def _report(job: Path) -> Report:
    report = files.read_report(job)
    assert report is not None
    return report


def _sha256(job: Path) -> str:
    return hashlib.sha256((job / "adapter" / "adapter_model.safetensors").read_bytes()).hexdigest()


def test_a_run_killed_while_it_saves_loses_at_most_twenty_steps_and_ends_the_same(make_job: MakeJob) -> None:
    settings = {"epochs": 8.4, "checkpoint_steps": Train().checkpoint_steps}
    unbroken = make_job("unbroken", **settings)
    assert Run(unbroken).execute() == SUCCEEDED
    for moment, call in MOMENTS.items():
        job = make_job(f"killed at {moment}", **settings)
        before = _kill(job, call)
        assert Run(job).execute() == SUCCEEDED
        after = files.read_progress(job)[len(before) :]
        reached = max(one.step for one in before)
        resumed = next(one.step for one in after if one.phase == "training") - 1
        assert reached == 40, moment
        assert 0 <= reached - resumed <= 20, moment
        whole, broken = _report(unbroken), _report(job)
        assert broken.resumed == 1, moment
        assert broken.loss == pytest.approx(whole.loss, rel=0.01), moment
        assert broken.valid_loss == pytest.approx(whole.valid_loss, rel=0.01), moment
        assert _sha256(job) == _sha256(unbroken), moment


def _kill(job: Path, call: int) -> list[Progress]:
    """Runs the job until it is killed; returns its progress so far."""
    command = [sys.executable, "-c", KILLED_AT_CALL, str(job), str(call)]
    assert subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == KILLED
    return files.read_progress(job)


def test_no_default_loses_more_than_twenty_steps() -> None:
    assert Train().checkpoint_steps <= 20
