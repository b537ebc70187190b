"""Alice's programs: OpenAI's own client, unchanged but for `base_url`, against a live server and the fake engine."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
from django.conf import LazySettings
from django.core.handlers.asgi import ASGIHandler

from serving import fake
from tenants.models import ApiKey, Tenant
from tenants.scope import tenant_scope
from tests.assistants.conftest import _engine, assistant, base, engine, folders, knowledge, quick_embedding, tuning

__all__ = ["_engine", "assistant", "base", "engine", "folders", "knowledge", "quick_embedding", "tuning"]


@pytest.fixture
def server(settings: LazySettings, tmp_path: Path, transactional_db: None) -> Iterator[str]:
    """The platform's web server on a port of this machine."""
    settings.STATIC_ROOT = tmp_path
    app: Any = ASGIHandler()
    with fake.running(app) as url:
        yield url


@pytest.fixture
def client_of(server: str) -> Callable[[Tenant], openai.OpenAI]:
    """The official client with a key of a business."""

    def make(tenant: Tenant) -> openai.OpenAI:
        with tenant_scope(tenant):
            _, secret = ApiKey.issue("program")
        return openai.OpenAI(base_url=f"{server}/v1", api_key=secret, max_retries=0, timeout=20)

    return make


@pytest.fixture
def client(shop: Tenant, client_of: Callable[[Tenant], openai.OpenAI]) -> Iterator[openai.OpenAI]:
    """Alice's program."""
    with client_of(shop) as made:
        yield made


@pytest.fixture
def outsider(other_shop: Tenant, client_of: Callable[[Tenant], openai.OpenAI]) -> Iterator[openai.OpenAI]:
    """Charlie's program."""
    with client_of(other_shop) as made:
        yield made
