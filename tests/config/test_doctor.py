"""The doctor says what is wrong and what to do about it."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from config.doctor import Level, examine


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
    assert "python -m tuning.base install" in capsys.readouterr().out


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
