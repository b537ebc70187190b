"""Alice's shop with some pages read, a fake engine, and a stand-in for the tuning program."""

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from assistants.examples.build import build
from assistants.models import Assistant, Dataset
from assistants.training import process
from knowledge.workflows import add_question, add_text
from serving import fake
from serving.fake import Script, embedding
from tenants.jobs import queue
from tenants.jobs.runner import run_job
from tenants.models import ApiKey, Job, Tenant
from tenants.scope import tenant_scope

PAGES = {
    "Shipping": "Standard delivery costs 4.95 €. Express delivery costs 9 €. Standard delivery takes 3 to 5 days.",
    "Returns": "You can return unused items within 30 days of delivery. Refunds are paid within five working days.",
    "Lamps": "Our lamps are made in Portugal. The Oslo lamp weighs 2 kg. The Oslo lamp costs 89 €.",
    "Warranty": "All lamps come with a five-year warranty. To claim it, send us the lamp with a photo of the fault.",
    "Shop": "The shop is open from Monday to Saturday, 9 am to 6 pm. The shop is located in the old mill.",
    "Gift cards": "Gift cards are valid for two years. Gift cards cost between 20 € and 200 €.",
    "Repairs": "A repair takes about two weeks. An estimate costs 10 €. If a lamp is broken, bring it to the shop.",
    "Club": "Members get 10 % off every order. Membership costs 12 € a year.",
    "History": "The company was founded in 1987 by Anna Berg. The workshop was opened in 1991.",
    "Payment": "We accept cards and PayPal. You can pay by invoice. Invoices are due within 14 days.",
    "Bulbs": "A bulb lasts 15 years. A pack of bulbs costs 12 €. Bulbs are made of glass.",
    "Care": "To clean a lampshade, use a dry brush. Shades made of linen cannot be washed.",
}
PAIRS = {f"Do you sell lamp number {number}?": f"Yes, lamp number {number} is in the shop." for number in range(12)}


@pytest.fixture(autouse=True)
def folders(settings: LazySettings, tmp_path: Path) -> None:
    for name in ("MODELS_DIR", "ADAPTERS_DIR", "JOBS_DIR", "MEDIA_ROOT", "SKILL_DIR", "ASKING_SKILL_DIR"):
        setattr(settings, name, tmp_path / name.lower())


@pytest.fixture(scope="session")
def _engine() -> Iterator[Any]:
    app = fake.create_app()
    with fake.running(app) as url:
        app.state.url = url
        yield app


@pytest.fixture
def engine(_engine: Any, settings: LazySettings) -> Any:
    """The fake engine; `engine.state.script` says what it answers."""
    settings.ENGINE_URL = _engine.state.url
    _engine.state.script = Script(reply="It is 30 days [1].")
    _engine.state.requests.clear()
    return _engine


@pytest.fixture(autouse=True)
def quick_embedding(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fake engine's vectors, without asking it hundreds of times over HTTP."""

    def embed(texts: Sequence[str], *, timeout: float | None = None) -> list[list[float]]:
        return [embedding.embed(text) for text in texts]

    monkeypatch.setattr("knowledge.embedding.embed", embed)
    monkeypatch.setattr("knowledge.search.hybrid.embed", embed)


@pytest.fixture
def base(settings: LazySettings) -> str:
    """The default model, installed as far as the platform can see."""
    install_base(settings, settings.DEFAULT_MODEL)
    return settings.DEFAULT_MODEL


def install_base(settings: LazySettings, slug: str) -> None:
    folder = Path(settings.MODELS_DIR) / slug
    folder.mkdir(parents=True)
    said = {"format": 1, "slug": slug, "name": slug, "parameters": 1, "context": 128, "licence": "none"}
    (folder / "base.json").write_text(json.dumps({**said, "sha256": hashlib.sha256(slug.encode()).hexdigest()}))


@pytest.fixture
def tuning(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Replaces the tuning program; gives the file that tells the stand-in how to behave."""
    monkeypatch.setattr(process, "COMMAND", [sys.executable, str(Path(__file__).with_name("fake_tuning.py"))])
    monkeypatch.setattr(process, "POLL_SECONDS", 0.02)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    Path(settings.JOBS_DIR).mkdir()
    return Path(settings.JOBS_DIR) / "behave"


@pytest.fixture
def dataset(knowledge: None, assistant: Assistant) -> Dataset:
    """Examples made of Alice's knowledge, to be reviewed."""
    dataset = Dataset.objects.create(assistant=assistant)
    build(dataset)
    return dataset


@pytest.fixture
def assistant(in_shop: Tenant) -> Assistant:
    return Assistant.objects.select_related("tenant").get()


@pytest.fixture
def knowledge(engine: Any, assistant: Assistant) -> None:
    """Alice's pages and pairs, read and searchable."""
    for title, text in PAGES.items():
        add_text(title, text)
    for question, answer in PAIRS.items():
        add_question(question, answer)
    work_off()


def work_off() -> list[Job]:
    """Runs what is due, once each; gives the jobs as they stand then."""
    ran = []
    kinds = ["train", "dataset", "exam", "place"]
    while job := queue.claim(["knowledge.read", *(f"assistants.{kind}" for kind in kinds)], "test"):
        run_job(job)
        job.refresh_from_db()
        ran.append(job)
    return ran


def due_now() -> None:
    """Lets jobs that wait for another try be due."""
    Job.objects.update(not_before=timezone.now())


def program(tenant: Tenant) -> Client:
    """A program with a key of this business."""
    with tenant_scope(tenant):
        _, secret = ApiKey.issue("test")
    return Client(headers={"Authorization": f"Bearer {secret}"})
