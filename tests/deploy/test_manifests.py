"""What is deployed is well formed, agrees with the code, and may do no more than it must."""

import re
import subprocess
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from config import processes

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
VERSION = "1.31"
OTHER_KINDS = {"Kustomization", "ScaledObject"}


def _documents() -> list[dict[str, Any]]:
    files = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
    return [document for file in files for document in yaml.safe_load_all(file.read_text())]


def _kinds(kind: str) -> dict[str, dict[str, Any]]:
    return {made["metadata"]["name"]: made for made in _documents() if made["kind"] == kind}


def _pods() -> dict[str, dict[str, Any]]:
    return {name: made["spec"]["template"]["spec"] for name, made in (_kinds("Deployment") | _kinds("Job")).items()}


def _compose() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def _roles() -> set[str]:
    return set(re.findall(r"^(\w+)\)$", (DEPLOY / "role.sh").read_text(), re.MULTILINE))


@pytest.mark.parametrize("document", [one for one in _documents() if one["kind"] not in OTHER_KINDS], ids=str)
def test_each_manifest_fits_kubernetes_own_schema(document: dict[str, Any]) -> None:
    kubernetes_validate.validate(document, VERSION, strict=True)


def test_what_is_listed_is_there() -> None:
    listed = yaml.safe_load((DEPLOY / "kubernetes" / "kustomization.yaml").read_text())["resources"]
    missing = [name for name in listed if not (DEPLOY / "kubernetes" / name).exists()]
    # Secrets are not committed.
    assert missing == ["secret.yaml"]


def test_selectors_find_their_pods() -> None:
    for name, made in _kinds("Deployment").items():
        assert (
            made["spec"]["selector"]["matchLabels"] == made["spec"]["template"]["metadata"]["labels"] == {"app": name}
        )
    for kind in ("Service", "PodDisruptionBudget"):
        for name, made in _kinds(kind).items():
            selector = made["spec"]["selector"]
            assert selector.get("matchLabels", selector)["app"] in _kinds("Deployment"), name
    scaled = [
        made["spec"]["scaleTargetRef"]["name"] for made in _documents() if "scaleTargetRef" in made.get("spec", {})
    ]
    assert len(scaled) == 4
    assert set(scaled) <= set(_kinds("Deployment"))


def test_no_container_is_root_or_writes_outside_its_volumes() -> None:
    for pod in _pods().values():
        assert pod["securityContext"]["runAsNonRoot"]
        for container in pod["containers"]:
            assert container["securityContext"]["readOnlyRootFilesystem"]
            assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
            assert container["resources"]["limits"]["memory"]
    assert re.search(r"^USER \d+$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)


def test_every_role_that_is_asked_for_exists() -> None:
    asked = {container["args"][0] for pod in _pods().values() for container in pod["containers"]}
    asked |= {service["command"][0] for service in _compose()["services"].values() if service.get("read_only")}
    assert asked <= _roles()
    refused = subprocess.run([DEPLOY / "role.sh", "cook"], capture_output=True, text=True, check=False)
    assert (refused.returncode, "There is no role 'cook'" in refused.stderr) == (2, True)


def test_streams_have_time_to_end_before_they_are_cut() -> None:
    drain = int(re.findall(r"DRAIN_SECONDS:-(\d+)", (DEPLOY / "role.sh").read_text())[0])
    web = _pods()["web"]
    before = web["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert drain <= 30
    assert web["terminationGracePeriodSeconds"] >= before + drain + 5


def test_the_web_server_is_started_as_on_one_machine() -> None:
    argv = processes.web({"BASE_URL": "http://127.0.0.1:8000"}).argv
    flags = [word for word in argv if word.startswith("--") and word not in {"--host", "--port"}]
    assert all(flag in (DEPLOY / "role.sh").read_text() for flag in flags)


def test_compose_has_six_containers_at_most_and_runs_them_with_as_little_as_they_need() -> None:
    services = _compose()["services"]
    assert len(services) <= 6
    for name in ("migrate", "web", "worker", "engine"):
        assert services[name]["read_only"]
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["user"] == "10001"
    assert "botwright_owner" not in services["web"]["environment"]["DATABASE_URL"]


def test_every_setting_that_is_deployed_is_documented() -> None:
    documented = (ROOT / "docs" / "operator.md").read_text() + (ROOT / "docs" / "scaling.md").read_text()
    names = {line.partition("=")[0] for line in (DEPLOY / "kubernetes" / "settings.env").read_text().split()}
    names |= set(_compose()["x-botwright"]["environment"])
    for secret in _kinds("Secret").values():
        names |= set(secret["stringData"])
    assert {name for name in names if f"`{name}`" not in documented} == set()
