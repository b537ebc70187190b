"""Foundation models: what is known, what is here, what to take."""

import pytest
from django.conf import LazySettings

from assistants.catalogue import Data, Machine, find, installed, is_installed, known, recommend, this_machine
from assistants.catalogue.install import run
from assistants.errors import InstallFailed
from tests.assistants.conftest import install_base


def test_models_come_with_the_facts_that_a_choice_needs() -> None:
    assert [model.parameters for model in known()] == sorted(model.parameters for model in known())
    for model in known():
        assert model.hub
        assert model.licence
        assert model.context >= 8192
        assert "en" in model.languages
        assert model.train_gb > model.serve_gb > 0.5


def test_a_small_machine_gets_the_bundled_model_and_the_reasons() -> None:
    advice = recommend(Data(300), Machine(memory_gb=24, processors=2))
    assert advice.model.slug == "smollm2-135m-instruct"
    assert any("24 GB" in reason for reason in advice.reasons)
    assert any("300 examples train in about" in reason for reason in advice.reasons)


def test_a_gpu_gets_a_larger_one() -> None:
    small = recommend(Data(300), Machine(memory_gb=24, processors=2)).model
    large = recommend(Data(300), Machine(memory_gb=64, processors=16, gpu_gb=24)).model
    assert large.parameters > small.parameters


def test_another_language_gets_a_model_that_speaks_it() -> None:
    advice = recommend(Data(300, frozenset({"de"})), Machine(memory_gb=24, processors=8))
    assert "de" in advice.model.languages


def test_a_folder_installed_by_hand_is_in_the_list(settings: LazySettings) -> None:
    install_base(settings, "our-own")
    assert [model.slug for model in installed()] == ["our-own"]
    assert is_installed("our-own")
    model = find("our-own")
    assert model is not None
    assert model.context == 128
    assert find("gpt-5") is None


@pytest.mark.model
def test_what_the_installer_says_is_passed_on(settings: LazySettings) -> None:
    with pytest.raises(InstallFailed, match="holds no safetensors weights"):
        run(["our-own", "--from", str(settings.MODELS_DIR)])


def test_the_machine_is_measured() -> None:
    machine = this_machine()
    assert machine.memory_gb > 0.5
    assert machine.processors >= 1
