"""`GET /v1/models`: the assistants of the business, their versions, and the embedder."""

from collections.abc import Iterator
from datetime import datetime

from assistants.models import Adapter, Assistant
from chat.openai import names
from chat.openai.door import Call, Json
from chat.openai.embeddings import MODEL


def listed(call: Call) -> Json:
    """Every model that a request may name."""
    return {"object": "list", "data": list(_all())}


def retrieved(call: Call, model: str) -> Json:
    """One model by its id."""
    if model == MODEL:
        return _shown(MODEL, None, "botwright")
    found = names.served(model)
    owner = found.adapter if isinstance(found.adapter, Adapter) else found.assistant
    return _shown(model, owner.created_at, found.assistant.name)


def _all() -> Iterator[Json]:
    for assistant in Assistant.objects.all():
        yield _shown(names.of_assistant(assistant), assistant.created_at, assistant.name)
        versions = assistant.adapters.exclude(state=Adapter.State.CANDIDATE).select_related("training__fine_tuning")
        for adapter in versions.filter(training__base=assistant.base):
            yield _shown(names.of_adapter(adapter), adapter.created_at, assistant.name)
    yield _shown(MODEL, None, "botwright")


def _shown(name: str, made: datetime | None, owner: str) -> Json:
    return {"id": name, "object": "model", "created": int(made.timestamp()) if made else 0, "owned_by": owner}
