from collections.abc import Iterator

import pytest
from starlette.applications import Starlette

from serving import fake


@pytest.fixture
def fake_app() -> Starlette:
    return fake.create_app()


@pytest.fixture
def fake_url(fake_app: Starlette) -> Iterator[str]:
    with fake.running(fake_app) as url:
        yield url
