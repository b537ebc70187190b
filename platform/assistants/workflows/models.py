"""Fetching a foundation model."""

from uuid import uuid4

from django.db import transaction

from assistants.catalogue import find
from assistants.errors import UnknownModel
from assistants.models import Installation
from assistants.workflows.actors import Actor
from tenants import audit
from tenants.jobs import enqueue


@transaction.atomic
def install_base(slug: str, actor: Actor = None) -> Installation:
    """Enqueues the installation of a model of the catalogue. A folder is installed by the operator, not from here."""
    model = find(slug)
    if model is None:
        raise UnknownModel(f"There is no model {slug!r} in the catalogue.", "Choose one from the list.")
    pk = uuid4()
    installation = Installation.objects.create(pk=pk, slug=slug, job=enqueue("assistants.install", pk, max_attempts=2))
    audit.record("model.install", model.name, actor=actor)
    return installation
