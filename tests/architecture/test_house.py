"""The rules of the house that no linter knows."""

import ast
import platform
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_the_standard_librarys_platform_wins() -> None:
    assert platform.system()
    assert not (ROOT / "platform" / "__init__.py").exists()


def test_every_dependency_is_pinned_and_every_pin_is_exact() -> None:
    pinned = {
        line.split("==")[0]
        for lock in ("requirements.lock", "requirements-dev.lock", "models.lock")
        for line in (ROOT / lock).read_text().splitlines()
        if line and not line.startswith(("#", "-r"))
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    assert {_name(entry) for entry in wanted} <= pinned


def test_import_contracts_ignore_nothing() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert len(contracts) >= 5
    assert not [contract for contract in contracts if contract.get("ignore_imports")]


def test_models_never_import_what_runs_them() -> None:
    for file in (ROOT / "platform").glob("*/models/*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module:
                assert node.module.split(".")[-1] not in {"tasks", "workflows", "views", "api"}, file


@pytest.mark.parametrize("program", ["tuning.job", "serving.client"])
def test_the_contracts_load_no_heavy_library(program: str) -> None:
    script = (
        f"import sys, {program}; "
        "heavy = {'torch', 'transformers', 'openvino', 'django'} & set(sys.modules); "
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _name(requirement: str) -> str:
    return requirement.split("[")[0].split(">")[0].split("<")[0].split("=")[0].strip().lower()
