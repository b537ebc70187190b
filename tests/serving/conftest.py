from collections.abc import Iterator

import pytest
from starlette.applications import Starlette

from serving import fake
from serving.client import AdapterStore
from tests.serving import engines, tiny
from tests.serving.engines import Shop


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
