"""Settings come from the command line, then the environment; memory decides how many adapters are live."""

from pathlib import Path

import pytest

from serving.engine import settings
from serving.engine.slots import adapter_slots, pipeline_bytes
from tests.serving import tiny

PATHS = ["--model", "m", "--adapters", "a", "--work", "w"]


def test_the_command_line_wins_over_the_environment():
    environment = {"BOTWRIGHT_ENGINE_PORT": "9000", "BOTWRIGHT_ENGINE_ADAPTER_SLOTS": "7"}
    found = settings.parse([*PATHS, "--port", "9001"], environment)
    assert (found.port, found.adapter_slots, found.model) == (9001, 7, Path("m"))


def test_a_value_that_is_no_number_is_refused(capsys):
    with pytest.raises(SystemExit):
        settings.parse([*PATHS, "--max-queue", "many"], {})
    assert "--max-queue" in capsys.readouterr().err


@pytest.mark.parametrize(("pipelines", "slots"), [(0.5, 1), (2.5, 1), (4.5, 3)])
def test_the_base_and_the_adapters_share_the_memory(tmp_path, pipelines, slots):
    model = tiny.make_model(tmp_path / "model")
    (tmp_path / "openvino_model.bin").write_bytes(bytes(3 << 20))
    chosen = settings.Settings(model, tmp_path, tmp_path)
    each = pipeline_bytes(chosen, tmp_path) / (1 << 20)
    roomy = settings.Settings(model, tmp_path, tmp_path, memory_mb=round(pipelines * each))
    assert adapter_slots(roomy, tmp_path) == slots


def test_a_fixed_number_of_slots_is_taken_as_it_is(tmp_path):
    fixed = settings.Settings(tmp_path, tmp_path, tmp_path, adapter_slots=5)
    assert adapter_slots(fixed, tmp_path) == 5
