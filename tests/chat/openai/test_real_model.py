"""The official client's whole way on the bundled model: upload, train, read how it went, ask what was learned."""

from collections.abc import Iterator
from pathlib import Path

import openai
import pytest
from django.conf import LazySettings

from assistants.models import Assistant
from tenants.jobs.runner import Runner
from tests.chat.openai.lamps import jsonl
from tests.serving import engines

pytestmark = [pytest.mark.model, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def quick_embedding() -> None:
    """The real engine's vectors, here."""


@pytest.fixture
def engine(settings: LazySettings, tmp_path: Path) -> Iterator[engines.Running]:
    """The embedded engine with the bundled model, in place of the fake one."""
    model, work = engines.real_model()
    settings.MODELS_DIR = model.parent
    Path(settings.ADAPTERS_DIR).mkdir(parents=True, exist_ok=True)
    with engines.running(model, Path(settings.ADAPTERS_DIR), work, tmp_path / "engine.log") as engine:
        settings.ENGINE_URL = engine.url
        yield engine


@pytest.mark.usefixtures("knowledge")
def test_a_program_fine_tunes_and_asks(client: openai.OpenAI, assistant: Assistant) -> None:
    file = client.files.create(file=("lamps.jsonl", jsonl(30)), purpose="fine-tune")
    job = client.fine_tuning.jobs.create(
        model=str(assistant.pk), training_file=file.id, hyperparameters={"n_epochs": 1}, seed=7, suffix="lamps"
    )
    Runner().drain()
    done = client.fine_tuning.jobs.retrieve(job.id)
    assert (done.status, done.error) == ("succeeded", None)
    assert done.trained_tokens
    metrics = [event for event in client.fine_tuning.jobs.list_events(job.id) if event.type == "metrics"]
    table = client.files.content(done.result_files[0]).text.splitlines()
    assert metrics
    assert len(table) > 1
    assert done.fine_tuned_model
    stream = client.chat.completions.create(
        model=done.fine_tuned_model,
        messages=[{"role": "user", "content": "How long can I return unused items?"}],
        stream=True,
    )
    chunks = list(stream)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks).strip()
    assert chunks[0].system_fingerprint.startswith("a-")
