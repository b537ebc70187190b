"""The page of base models, as Alice sees it while one is being installed."""

import sys

import pytest
from django.test import Client
from django.urls import reverse

from assistants.catalogue import install
from assistants.models import Installation
from tenants.jobs import queue
from tenants.jobs.runner import run_job
from tenants.models import Job
from tests.dashboard.furnish import House

SLUG = "qwen2.5-coder-0.5b-instruct"


def page(house: House) -> str:
    return reverse("models", kwargs={"assistant_id": house.assistant.pk})


def start(house: House, as_alice: Client) -> Job:
    path = reverse("install-model", kwargs={"assistant_id": house.assistant.pk})
    as_alice.post(path, {"slug": SLUG})
    return Installation.across_tenants.select_related("job").get().job


def test_each_model_says_where_it_comes_from(house: House, as_alice: Client) -> None:
    text = as_alice.get(page(house)).text
    assert "from the package index, 0.5 GB" in text
    assert "from the Hugging Face hub" in text
    assert "494" in text
    assert "GB to serve" in text


def test_an_installation_shows_its_newest_step_and_the_page_follows(house: House, as_alice: Client) -> None:
    job = start(house, as_alice)
    Job.across_tenants.filter(pk=job.pk).update(progress={"step": "Qwen2.5 Coder 0.5B Instruct: part 4 of 6 …"})
    text = as_alice.get(page(house)).text
    assert "part 4 of 6 …" in text
    assert 'hx-trigger="every 2s"' in text


@pytest.mark.parametrize(
    ("source", "state", "step", "said"),
    [
        ("print('Checking …'); print('Saving …')", "succeeded", "Saving …", ""),
        ("import sys; print('Checking …'); sys.exit('The disk is full.')", "failed", "Checking …", "The disk is full."),
    ],
)
def test_the_job_keeps_what_the_installer_said(
    house: House,
    as_alice: Client,
    monkeypatch: pytest.MonkeyPatch,
    source: str,
    state: str,
    step: str,
    said: str,
) -> None:
    monkeypatch.setattr(install, "PROGRAM", [sys.executable, "-c", source])
    start(house, as_alice)
    job = queue.claim(["assistants.install"], "test")
    assert job is not None
    run_job(job)
    job.refresh_from_db()
    assert (job.state, job.progress["step"]) == (state, step)
    text = as_alice.get(page(house)).text
    assert f">{step}<" not in text
    assert said in text
