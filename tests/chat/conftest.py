"""A website with the chat on it, its visitors, and an engine without a model, all in one process."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.core.handlers.asgi import ASGIHandler

from assistants.answers import Prepared
from assistants.models import Assistant
from knowledge.search import Hit
from serving import fake
from serving.client import ChatRequest
from serving.fake import Script
from tenants.models import Tenant
from tenants.scope import tenant_scope
from tests.chat.browser import ORIGIN, Visit

ANSWER = "Parcels to Norway take four days [1]. Returns are free for thirty days, and the label is in the box [2]."


@pytest.fixture(scope="session")
def engine() -> Iterator[Any]:
    app = fake.create_app()
    with fake.running(app) as url:
        app.state.url = url
        yield app


@pytest.fixture
def app(settings: LazySettings, tmp_path: Path) -> ASGIHandler:
    """The platform's web server."""
    settings.STATIC_ROOT = tmp_path
    return ASGIHandler()


@pytest.fixture
def script(engine: Any, settings: LazySettings) -> Script:
    """What the engine says: change its fields."""
    settings.ENGINE_URL = engine.state.url
    engine.state.script = Script(reply=ANSWER, token_delay=0.002)
    engine.state.closed = 0
    return engine.state.script


def _hit(title: str, text: str) -> Hit:
    url = f"{ORIGIN}/{title.lower()}"
    return Hit(uuid4(), uuid4(), uuid4(), title, url, f"Help › {title}", text, 1.0, 1.0, 1.0)


@pytest.fixture
def composed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Retrieval that always finds the same two passages; returns what it was asked."""
    hits = [
        _hit("Delivery", "We send every day. Parcels to Norway take four days."),
        _hit("Returns", "The label is in the box. Returns are free for thirty days."),
    ]
    asked: list[tuple[Any, ...]] = []

    def compose(assistant: Assistant, question: str, history: Any, adapter: Any, asker: Any) -> Prepared:
        asked.append((assistant, question, list(history), adapter))
        return Prepared(ChatRequest("base", [{"role": "user", "content": question}]), hits)

    monkeypatch.setattr("chat.reply.compose", compose)
    return asked


@pytest.fixture
def website() -> Callable[[Tenant], str]:
    """Lets a business's chat appear on ORIGIN; gives the site key."""

    def allow(tenant: Tenant) -> str:
        with tenant_scope(tenant):
            site_key = Assistant.objects.select_related("site_key").get().site_key
            site_key.origins = [ORIGIN]
            site_key.save()
        return site_key.key

    return allow


@pytest.fixture
def visit(app: ASGIHandler, shop: Tenant, website: Callable[[Tenant], str], script: Script, composed: Any) -> Visit:
    """A visitor of Alice's shop."""
    return Visit(app, website(shop))


@pytest.fixture
def stranger(app: ASGIHandler, other_shop: Tenant, website: Callable[[Tenant], str], visit: Visit) -> Visit:
    """A visitor of Charlie's shop, which stands on the same origin to make it as easy as can be."""
    return Visit(app, website(other_shop))
