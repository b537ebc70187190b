"""`python -m tests.scale.fleet SHOPS [MODEL]`: opens businesses with two trained versions each; prints them as JSON.

Of each: its site key, the secret of an API key, its assistant, and of both versions the row's id and the name in the
store. With a base model's folder, the versions are adapters for it, of random weights; without, for no model at all.
"""

import json
import sys
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import django

django.setup()
adapters = import_module("assistants.store").adapters
models, tenancy = import_module("assistants.models"), import_module("tenants.models")
add_question = import_module("knowledge.workflows").add_question
open_tenant = import_module("tenants.workflows").open_tenant
tenant_scope = import_module("tenants.scope").tenant_scope
now = import_module("django.utils.timezone").now
ORIGIN = import_module("tests.chat.browser").ORIGIN
QUESTION = import_module("tests.torture.words").QUESTION
published = import_module("tests.assistants.weights").published

VERSIONS = (1, 2)


def main(shops: int, model: Path | None) -> None:
    """See above."""
    print(json.dumps([_shop(number, model) for number in range(1, shops + 1)]))


def _shop(number: int, model: Path | None) -> dict[str, Any]:
    with tenant_scope(open_tenant(f"Shop {number}", None)):
        add_question(QUESTION, f"Yes, for {number} euros.")
        assistant = models.Assistant.objects.select_related("site_key").get()
        tenancy.SiteKey.objects.update(origins=[ORIGIN])
        return {
            "site_key": assistant.site_key.key,
            "secret": tenancy.ApiKey.issue("tests")[1],
            "assistant": str(assistant.pk),
            "versions": [
                _version(assistant, version, _published(model, 10 * number + version)) for version in VERSIONS
            ],
        }


def _published(model: Path | None, seed: int) -> str:
    if model is None:
        return str(published(seed))
    # Torch comes with it.
    tiny = import_module("tests.serving.tiny")
    with TemporaryDirectory() as folder:
        name: str = tiny.publish(adapters(), model, tiny.make_adapter(model, Path(folder) / "adapter", seed))
    return name


def _version(assistant: Any, version: int, name: str) -> tuple[str, str]:
    """As a training leaves it whose exam said no: a person may promote it."""
    job = tenancy.Job.objects.create(kind="assistants.train", subject_id=uuid4(), state="succeeded", not_before=now())
    dataset = models.Dataset.objects.create(assistant=assistant, built_at=now())
    training = models.Training.objects.create(assistant=assistant, dataset=dataset, job=job, base=assistant.base)
    made = models.Adapter.objects.create(
        assistant=assistant, training=training, name=name, version=version, state=models.Adapter.State.REFUSED
    )
    return str(made.pk), name


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]) if sys.argv[2:] else None)
