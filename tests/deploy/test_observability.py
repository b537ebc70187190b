"""The dashboard and the alerts ask for what the processes tell, and each alert leads to a runbook."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from config.metrics import watchers
from config.metrics.database import DATABASE
from serving.engine.metrics import Metrics

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "observability"
# Told by Prometheus itself, and by vLLM 0.32.
OTHERS = {"up", "num_requests_running", "num_requests_waiting", "kv_cache_usage_perc", "time_to_first_token_seconds"}
NAME = re.compile(r"\b(?:vllm:)?((?:botwright|process|num|kv|time)_[a-z_]+)\b")
ENGINE_GAUGES = ("running", "waiting", "adapters_live", "adapter_loads", "adapter_evictions")


def alerts() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load((FOLDER / "alerts.yaml").read_text())["groups"]
    return list(group["rules"])


def charts() -> list[str]:
    board = json.loads((FOLDER / "dashboard.json").read_text())
    return [target["expr"] for panel in board["panels"] for target in panel.get("targets", [])]


def told() -> set[str]:
    """The names of all series that web, worker and embedded engine can have."""
    engine = Metrics()
    for gauge in ENGINE_GAUGES:
        engine.watch(gauge, gauge, lambda: 0.0)
    families = [*REGISTRY.collect(), *text_string_to_metric_families(engine.text().decode())]
    names = {sample.name for family in families for sample in family.samples} | {family.name for family in families}
    for family in (watchers.ANSWER_SECONDS, watchers.FIRST_TOKEN, watchers.JOB_SECONDS, watchers.CALL_SECONDS):
        (described,) = family.describe()
        names |= {f"{described.name}{part}" for part in ("_bucket", "_count", "_sum")}
    return names | {f"{name}_total" for name in names} | OTHERS


@pytest.mark.django_db
def test_every_series_asked_for_is_told() -> None:
    known = told() | {family.name for family in DATABASE.collect()}
    asked = {
        name for expression in [*charts(), *(rule["expr"] for rule in alerts())] for name in NAME.findall(expression)
    }
    missing = {name for name in asked if name.removesuffix("_bucket") not in known and name not in known}
    assert asked
    assert not missing


def test_the_engines_gauges_are_those_that_it_has() -> None:
    source = (ROOT / "serving" / "engine" / "service.py").read_text()
    assert all(f'"{name}"' in source for name in ENGINE_GAUGES)


@pytest.mark.parametrize("rule", alerts(), ids=lambda rule: rule["alert"])
def test_each_alert_leads_to_a_page_that_says_what_to_do(rule: dict[str, Any]) -> None:
    page = (ROOT / rule["annotations"]["runbook"]).read_text()
    assert f"`{rule['alert']}`" in page
    assert "## What to do" in page
    assert rule["labels"]["severity"] in {"page", "ticket"}


def test_panels_do_not_overlap() -> None:
    board = json.loads((FOLDER / "dashboard.json").read_text())
    cells = [
        (x, y)
        for panel in board["panels"]
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(cells) == len(set(cells))
