import json
from pathlib import Path

import pytest
from safetensors.torch import load_file

from tuning.base import record
from tuning.base.__main__ import main
from tuning.base.install import install
from tuning.base.sources import Loaded, from_folder
from tuning.job.errors import BaseModelError


def never() -> Loaded:
    raise AssertionError("it was loaded again")


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


def test_a_local_folder_is_installed_with_its_record(models: Path, base: Path) -> None:
    installed = install("tiny", models, lambda: from_folder(base))
    folder = models / "tiny"
    assert record.read(folder) == installed
    assert installed.sha256 == record.sha256(folder / "model.safetensors")
    assert installed.parameters == sum(weight.numel() for weight in load_file(folder / "model.safetensors").values())
    assert (installed.context, installed.licence) == (2048, "unknown")
    assert record.installed(models) == [installed]
    assert [path.name for path in models.iterdir()] == ["tiny"]


def test_installing_again_does_nothing(models: Path, base: Path) -> None:
    first = install("tiny", models, lambda: from_folder(base))
    assert install("tiny", models, never) == first


def test_damaged_weights_are_replaced(models: Path, base: Path) -> None:
    first = install("tiny", models, lambda: from_folder(base))
    with (models / "tiny" / "model.safetensors").open("r+b") as file:
        file.truncate(100)
    assert install("tiny", models, lambda: from_folder(base)) == first
    assert record.is_intact(models / "tiny")
    assert not (models / "tiny" / "replaced").exists()


def test_a_failure_leaves_nothing_behind(models: Path, base: Path) -> None:
    def load() -> Loaded:
        loaded = from_folder(base)
        loaded.tokenizer.chat_template = None
        return loaded

    with pytest.raises(BaseModelError, match="no chat template"):
        install("tiny", models, load)
    assert list(models.iterdir()) == []


@pytest.mark.parametrize("slug", ["", "../up", "Big", "a/b", ".hidden"])
def test_a_slug_cannot_leave_the_folder(models: Path, slug: str) -> None:
    with pytest.raises(BaseModelError, match="not a slug"):
        install(slug, models, never)


def test_pickled_weights_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(BaseModelError, match="no safetensors"):
        from_folder(tmp_path)


def test_a_model_that_needs_its_own_code_is_refused(tmp_path: Path, base: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes((base / "model.safetensors").read_bytes())
    config = {"model_type": "unheard-of", "auto_map": {"AutoModelForCausalLM": "evil.Model"}}
    (tmp_path / "config.json").write_text(json.dumps(config))
    (tmp_path / "evil.py").write_text("raise SystemExit('ran')")
    with pytest.raises(BaseModelError, match="cannot be loaded"):
        from_folder(tmp_path)


def test_the_licence_comes_from_the_model_card(tmp_path: Path, base: Path) -> None:
    for path in base.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "README.md").write_text("---\nlanguage: en\nlicense: apache-2.0\n---\n# Tiny\n")
    assert from_folder(tmp_path).licence == "apache-2.0"


def test_the_command_line_says_what_to_do_about_an_unknown_model(
    models: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["tuning.base", "install", "nobody-knows", "--models", str(models)])
    assert main() == 2
    assert "--from DIR or --hub NAME" in capsys.readouterr().err


def test_the_command_line_lists_what_is_installed(
    models: Path, base: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["tuning.base", "install", "tiny", "--models", str(models), "--from", str(base)])
    assert main() == 0
    monkeypatch.setattr("sys.argv", ["tuning.base", "list", "--models", str(models)])
    assert main() == 0
    assert "tiny  " in capsys.readouterr().out
