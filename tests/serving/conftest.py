from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from starlette.applications import Starlette

from serving import fake
from serving.client import AdapterStore, adapter_store
from serving.convert import places
from tests.serving import engines, s3, tiny
from tests.serving.engines import Shop
from tests.serving.vllm import server
from tests.serving.vllm.server import Served


@pytest.fixture
def fake_app() -> Starlette:
    return fake.create_app()


@pytest.fixture
def fake_url(fake_app: Starlette) -> Iterator[str]:
    with fake.running(fake_app) as url:
        yield url


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    root = tmp_path_factory.mktemp("engine")
    model, work = tiny.make_model(root / "model"), root / "work"
    engines.prepare_ungated(model, work)
    store = AdapterStore(root / "adapters")
    folders = [tiny.make_adapter(model, root / f"peft{seed}", seed) for seed in (1, 2, 3)]
    names = [tiny.publish(store, model, folder) for folder in folders]
    limits = {"adapter_slots": 2, "max_queue": 24, "cache_tokens": 1024}
    with engines.running(model, store.root, work, root / "log", **limits) as engine:
        yield Shop(engine.url, store, names, model)


@pytest.fixture(scope="session")
def vllm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("vllm")
    model, _ = engines.real_model()
    with s3.running() as storage, pytest.MonkeyPatch.context() as patched:
        for variable, value in {**storage, "ADAPTERS_S3": server.ADAPTERS_S3}.items():
            patched.setenv(variable, value)
        boto3.session.Session().resource("s3").create_bucket(Bucket=server.BUCKET)
        store = adapter_store(folder / "published", server.ADAPTERS_S3)
        skill = store.publish(server.SKILL, base_sha256=places.base_sha256(model), template_sha256="0" * 64)
        with server.running(Path(server.PYTHON), model, folder / "adapters", folder, dtype="float32") as url:
            yield Served(url, store, model, skill, folder)
