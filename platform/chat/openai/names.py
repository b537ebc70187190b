"""Ids as programs see them, and back.

An assistant is served under its id. A version of it is pinned under `ft:BASE:BUSINESS:SUFFIX:ID`, which looks like
OpenAI's names of fine-tuned models and never changes.
"""

from dataclasses import dataclass
from uuid import UUID

from assistants.answers import LIVE
from assistants.answers.compose import Live
from assistants.models import Adapter, Assistant
from chat.openai.errors import InvalidRequest, NotFound
from chat.openai.models import FineTuning


@dataclass(frozen=True)
class Served:
    """What answers: an assistant with the version that is live, or with a pinned one."""

    name: str
    assistant: Assistant
    adapter: Adapter | Live = LIVE


def of_assistant(assistant: Assistant) -> str:
    """The model id of an assistant: whatever version is live answers."""
    return str(assistant.pk)


def of_adapter(adapter: Adapter) -> str:
    """The model id of one version, for good. Select `training__fine_tuning` with it: the suffix stands there."""
    tuning: FineTuning | None = getattr(adapter.training, "fine_tuning", None)
    suffix = tuning.suffix if tuning else ""
    return f"ft:{adapter.training.base}:{adapter.tenant_id.hex[:8]}:{suffix}:{adapter.pk.hex}"


def public(kind: str, pk: UUID) -> str:
    """The id of a row as programs see it: `file-…`, `ftjob-…`."""
    return f"{kind}-{pk.hex}"


def private(kind: str, name: object, param: str | None = None) -> UUID:
    """The row's key in such an id. Raises NotFound for anything else."""
    prefix, _, digits = str(name).partition("-")
    pk = _uuid(digits) if prefix == kind else None
    if pk is None:
        raise NotFound(f"There is no {kind} {str(name)[:60]!r}.", f"Its ids begin with {kind}-.", param=param)
    return pk


def served(name: object) -> Served:
    """What a request's `model` stands for, in the tenant's scope. Raises NotFound, or InvalidRequest if it is empty."""
    if not isinstance(name, str) or not name:
        raise InvalidRequest("`model` is missing.", "GET /v1/models lists what there is.", param="model")
    if name.startswith("ft:"):
        adapter = pinned(name)
        return Served(name, adapter.assistant, adapter)
    pk = _uuid(name)
    rows = Assistant.objects.select_related("tenant", "live_adapter")
    assistant = rows.filter(pk=pk).first() if pk else None
    if assistant is None:
        raise _unknown(name)
    return Served(name, assistant)


def pinned(name: str) -> Adapter:
    """The version of that name. One whose base the assistant has left cannot be served any more."""
    rows = Adapter.objects.exclude(state=Adapter.State.CANDIDATE)
    rows = rows.select_related("assistant__tenant", "training__fine_tuning")
    pk = _uuid(name.rsplit(":", 1)[-1])
    adapter = rows.filter(pk=pk).first() if pk else None
    if adapter is None or of_adapter(adapter) != name or adapter.training.base != adapter.assistant.base:
        raise _unknown(name)
    return adapter


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _unknown(name: str) -> NotFound:
    return NotFound(
        f"The model {name[:200]!r} does not exist.",
        "GET /v1/models lists the assistants of this business and their versions.",
        param="model",
        code="model_not_found",
    )
