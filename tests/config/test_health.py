"""What probes and Prometheus are told."""

import pytest
from django.test import Client

from tenants.models import Tenant


def test_a_living_process_says_so(client: Client) -> None:
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db(transaction=True)
async def test_it_is_not_ready_without_its_engine(async_client, settings) -> None:
    settings.ENGINE_URL = "http://127.0.0.1:9"
    response = await async_client.get("/readyz")
    assert response.status_code == 503
    assert list(response.json()["missing"]) == ["engine"]
    assert response.json()["parts"] == {"database": True, "migrations": True, "engine": False, "storage": True}
    assert "python -m serving" in response.json()["missing"]["engine"]


@pytest.mark.django_db(transaction=True)
async def test_it_is_not_ready_without_a_broker_where_one_is_set(async_client, settings, monkeypatch) -> None:
    monkeypatch.setattr("config.health.SECONDS", 60.0)
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:9/0"
    missing = (await async_client.get("/readyz")).json()["missing"]
    assert "CELERY_BROKER_URL" in missing["broker"]


@pytest.mark.django_db(transaction=True)
async def test_it_is_not_ready_where_files_cannot_be_kept(async_client, settings, tmp_path) -> None:
    (tmp_path / "file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "file" / "files"
    missing = (await async_client.get("/readyz")).json()["missing"]
    assert "cannot be written" in missing["storage"]


@pytest.mark.django_db(transaction=True)
async def test_an_engine_for_vectors_of_its_own_is_a_part_too(async_client, settings) -> None:
    settings.EMBEDDINGS_URL = "http://127.0.0.1:9"
    missing = (await async_client.get("/readyz")).json()["missing"]
    assert settings.EMBEDDINGS_URL in missing["embeddings"]


def test_this_machine_may_read_the_metrics(client: Client, shop: Tenant) -> None:
    assert "botwright_tenants 1.0\n" in client.get("/metrics").text


def test_others_need_the_token(client: Client, db: None, settings) -> None:
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 403
    settings.METRICS_TOKEN = "a secret"
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer a secret"}).status_code == 200
