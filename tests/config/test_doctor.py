"""The doctor says what is wrong and what to do about it."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from assistants.catalogue import Machine
from config.doctor import Level, examine
from config.doctor.bases import bases


def _levels() -> dict[str, Level]:
    return {finding.what: finding.level for finding in examine()}


@pytest.mark.django_db
def test_everything_that_is_not_fine_comes_with_advice() -> None:
    assert all(finding.advice for finding in examine() if finding.level is not Level.FINE)


@pytest.mark.django_db
def test_a_missing_base_model_is_reported_with_the_command_that_installs_it(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.MODELS_DIR = tmp_path
    with pytest.raises(CommandError, match="missing"):
        call_command("doctor")
    assert f"manage.py install_model {settings.DEFAULT_MODEL}" in capsys.readouterr().out


@pytest.mark.django_db
def test_an_engine_that_does_not_run_is_a_note_only(settings: Settings) -> None:
    settings.ENGINE_URL = "http://127.0.0.1:9"
    assert _levels()["engine"] is Level.NOTE


@pytest.mark.django_db
def test_a_data_folder_that_cannot_be_written_is_missing(settings: Settings, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    settings.VAR = blocked
    assert _levels()["data folder"] is Level.MISSING


@pytest.mark.django_db
def test_the_installed_models_are_named_and_the_default_is_marked(settings: Settings, tmp_path: Path) -> None:
    settings.MODELS_DIR = tmp_path
    settings.DEFAULT_MODEL = "qwen2.5-coder-0.5b-instruct"
    for slug in ("smollm2-135m-instruct", "qwen2.5-coder-0.5b-instruct"):
        (tmp_path / slug).mkdir()
        (tmp_path / slug / "base.json").write_text("{}")
    found = {finding.what: finding.found for finding in examine()}
    assert found["base model"] == "qwen2.5-coder-0.5b-instruct (DEFAULT_MODEL)"
    assert found["installed models"] == "qwen2.5-coder-0.5b-instruct (default), smollm2-135m-instruct"


@pytest.mark.parametrize(
    ("slug", "machine", "level", "said", "advice"),
    [
        ("qwen2.5-coder-0.5b-instruct", Machine(24, 2), Level.FINE, "first word after about 1.7 seconds", ""),
        ("qwen2.5-coder-1.5b-instruct", Machine(24, 2), Level.NOTE, "slow: ", "=qwen2.5-coder-0.5b-instruct"),
        ("qwen2.5-coder-1.5b-instruct", Machine(3, 8), Level.NOTE, "too little memory", "=smollm2-135m-instruct"),
        ("qwen2.5-coder-1.5b-instruct", Machine(24, 8), Level.NOTE, "of 24 GB", "train it on a machine with more"),
        ("smollm2-135m-instruct", Machine(24, 2), Level.NOTE, "could do more", "=qwen2.5-coder-0.5b-instruct"),
        ("smollm2-135m-instruct", Machine(4, 2), Level.FINE, "of 4 GB", ""),
    ],
)
def test_the_default_model_is_held_against_the_machine(
    settings: Settings,
    slug: str,
    machine: Machine,
    level: Level,
    said: str,
    advice: str,
) -> None:
    settings.DEFAULT_MODEL = slug
    finding = next(finding for finding in bases(machine) if finding.what == "this machine")
    assert finding.level is level
    assert said in finding.found
    assert advice in finding.advice
