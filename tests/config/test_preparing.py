"""What `manage.py up` and `manage.py demo` do first: tables, and the base model that is the default."""

import sys
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from assistants.catalogue import install
from config.preparing import NotReady, prepare
from tenants.models import Tenant

pytestmark = pytest.mark.django_db(transaction=True)

INSTALLER = """
import pathlib, sys
slug, folder = sys.argv[1], pathlib.Path(sys.argv[-1])
print("part 1 of 6 …", flush=True)
(folder / slug).mkdir(parents=True)
(folder / slug / "base.json").write_text("{}")
"""


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.VAR = tmp_path
    settings.MODELS_DIR = tmp_path / "models"
    monkeypatch.setattr(install, "PROGRAM", [sys.executable, "-c", INSTALLER])
    monkeypatch.setattr(install, "POLL_SECONDS", 0.05)


@pytest.mark.parametrize(
    ("slug", "effort"),
    [
        ("smollm2-135m-instruct", "SmolLM2 135M Instruct (once; about half a minute) …"),
        ("qwen2.5-coder-0.5b-instruct", "(once; 0.5 GB to fetch, then about 2 minutes of work on two cores; if it is"),
        ("qwen2.5-0.5b-instruct", "(once; from the Hugging Face hub;"),
    ],
)
def test_the_default_model_is_installed_once_with_what_it_takes(settings: Settings, slug: str, effort: str) -> None:
    settings.DEFAULT_MODEL = slug
    said: list[str] = []
    prepare(said.append)
    assert effort in said[0]
    assert said[1:] == ["  part 1 of 6 …"]
    prepare(said.append)
    assert len(said) == 2


def test_a_model_that_cannot_be_installed_stops_it_with_the_reason(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = "import sys; sys.exit('Part 3 could not be fetched. Run the same again.')"
    monkeypatch.setattr(install, "PROGRAM", [sys.executable, "-c", source])
    with pytest.raises(
        NotReady, match=r"SmolLM2 135M Instruct could not be installed\. Part 3 .* Run the same again\."
    ):
        prepare(print)


def test_an_unknown_default_is_named(settings: Settings) -> None:
    settings.DEFAULT_MODEL = "gpt-5"
    with pytest.raises(NotReady, match="no model 'gpt-5' in the catalogue: set DEFAULT_MODEL"):
        prepare(print)


def test_assistants_on_another_model_than_the_engines_are_named(settings: Settings, shop: Tenant) -> None:
    said: list[str] = []
    prepare(said.append)
    assert not any("Some assistants" in line for line in said)
    settings.DEFAULT_MODEL = "qwen2.5-coder-0.5b-instruct"
    prepare(said.append)
    assert "Some assistants stand on smollm2-135m-instruct, and this engine serves qwen2.5-coder-0.5b-" in said[-1]
    assert said[-1].endswith("or start with DEFAULT_MODEL=smollm2-135m-instruct.")
