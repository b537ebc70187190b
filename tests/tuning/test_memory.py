"""What makes a large model fit, as far as a machine without a GPU can tell."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from tests.tuning.conftest import MakeJob
from tuning.job import files
from tuning.job.errors import BaseModelError
from tuning.job.records import Recompute
from tuning.memory import LARGE, loading_options, recomputes
from tuning.run import SUCCEEDED, WRONG_JOB, Run

pytestmark = pytest.mark.filterwarnings("ignore:.*is_gradient_checkpointing.*:FutureWarning")

CPU, GPU = torch.device("cpu"), torch.device("cuda")


def test_recomputed_activations_give_the_same_adapter(make_job: MakeJob) -> None:
    jobs: list[Path] = [make_job(wish, epochs=1.0, recompute=wish) for wish in ("on", "off")]
    for job in jobs:
        assert Run(job).execute() == SUCCEEDED
    again, once = (load_file(job / "adapter" / "adapter_model.safetensors") for job in jobs)
    for name, weight in again.items():
        torch.testing.assert_close(weight, once[name])


@pytest.mark.parametrize(
    ("wish", "device", "parameters", "expected"),
    [
        ("auto", CPU, 10 * LARGE, False),
        ("auto", GPU, LARGE - 1, False),
        ("auto", GPU, LARGE, True),
        ("on", CPU, 1, True),
        ("off", GPU, LARGE, False),
    ],
)
def test_large_models_on_a_gpu_recompute_unless_told_otherwise(
    wish: Recompute, device: torch.device, parameters: int, expected: bool
) -> None:
    assert recomputes(wish, device, parameters, "none") is expected


def test_a_model_in_four_bits_recomputes_whatever_its_size() -> None:
    assert recomputes("auto", GPU, 1, "nf4")


def test_four_bits_without_a_gpu_are_told_before_anything_is_loaded(make_job: MakeJob) -> None:
    job = make_job(quantization="nf4")
    assert Run(job).execute() == WRONG_JOB
    report = files.read_report(job)
    assert report is not None
    assert report.error is not None
    assert "need an NVIDIA GPU" in report.error.message
    assert "train.quantization to none" in report.error.hint


def test_four_bits_without_their_package_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tuning.memory.find_spec", lambda name: None)
    with pytest.raises(BaseModelError, match="need the package bitsandbytes"):
        loading_options("nf4", GPU)
    assert loading_options("none", GPU) == {}
