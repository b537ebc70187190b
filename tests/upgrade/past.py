"""`python -m tests.upgrade.past`: what stands for the first release, in the environment of a platform.

`fill TENANTS ROWS`  makes its tables in an empty database, and tenants with so many rows of each kind; prints the
                     tenants, each with the site key of one of its bots.
`digest`             prints the hash of each tenant's rows in each table, by the columns that the first release had.
`live RATE SITE_KEY…` asks these bots up to so many questions a second in the statements of the first release, until its
                     input ends; prints how many were asked, in how many seconds, what failed, and how long the longest
                     took.
"""

import json
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from importlib import import_module
from itertools import cycle
from typing import Any

import django

django.setup()
call_command = import_module("django.core.management").call_command
connection, transaction = (getattr(import_module("django.db"), name) for name in ("connection", "transaction"))
MigrationExecutor = import_module("django.db.migrations.executor").MigrationExecutor
rows, states = (import_module(f"tests.upgrade.{name}") for name in ("rows", "states"))
vectors, embed = import_module("knowledge.vectors"), import_module("serving.fake.embedding").embed
ORIGIN = import_module("tests.chat.browser").ORIGIN

SENTENCE = "Yes, the tailor repairs zippers for 15 euros."
# Other people's tables: theirs to migrate.
OTHERS = ("contenttypes", "auth", "sessions", "account")
ASKERS = 4


def fill(tenants: str, each: str) -> dict[str, str]:
    """See above."""
    for app in OTHERS:
        call_command("migrate", app, verbosity=0)
    for app, name in states.FIRST:
        call_command("migrate", app, name, verbosity=0)
    past = states.of_the_first(MigrationExecutor(connection))
    vector = vectors.pack([embed(SENTENCE)])
    given = {
        "sitekey": {"origins": [ORIGIN]},
        "assistant": {"style": "paragraph"},
        "passage": {"text": SENTENCE, "vector": vector, "sentence_vectors": vector},
    }
    with transaction.atomic():
        made = [rows.business(past, int(each), given) for _ in range(int(tenants))]
    bots = past.get_model("assistants", "Assistant")._default_manager.select_related("site_key")
    return {str(tenant.pk): bots.filter(tenant=tenant)[0].site_key.key for tenant in made}


def digest() -> dict[str, dict[str, str]]:
    """See above."""
    past = states.of_the_first(MigrationExecutor(connection))
    tenants = past.get_model("tenants", "Tenant")._default_manager.values_list("pk", flat=True)
    models = [model for model in states.own_models(past) if model._meta.model_name != "tenant"]
    return {str(key): {model._meta.db_table: _hash(model, key) for model in models} for key in tenants}


def _hash(model: Any, tenant: Any) -> str:
    columns = [field.attname for field in model._meta.concrete_fields]
    content = sha256()
    for row in model._default_manager.filter(tenant_id=tenant).order_by("pk").values_list(*columns):
        content.update(repr([bytes(cell) if isinstance(cell, memoryview) else cell for cell in row]).encode())
    return content.hexdigest()


def live(rate: str, *site_keys: str) -> dict[str, Any]:
    """See above."""
    past = states.of_the_first(MigrationExecutor(connection))
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    began = time.monotonic()
    with ThreadPoolExecutor(ASKERS) as askers:
        asked = list(
            askers.map(lambda number: _asker(past, site_keys[number::ASKERS], float(rate), ended), range(ASKERS))
        )
    seconds = [second for taken, _ in asked for second in taken]
    return {
        "asked": len(seconds),
        "seconds": time.monotonic() - began,
        "failed": [failure for _, failures in asked for failure in failures],
        "longest": max(seconds, default=0.0),
    }


def _asker(past: Any, site_keys: Sequence[str], rate: float, ended: threading.Event) -> tuple[list[float], list[str]]:
    """One of several who ask one question after the other: how long each took, and what failed."""
    taken, failures = list[float](), list[str]()
    for site_key in cycle(site_keys):
        began = time.monotonic()
        try:
            ask(past, site_key)
        except Exception as error:
            failures.append(repr(error))
        taken.append(time.monotonic() - began)
        if ended.wait(max(0.0, ASKERS / rate - taken[-1])):
            break
    connection.close()
    return taken, failures


def ask(past: Any, site_key: str) -> None:
    """A visitor comes, asks, is answered, and reads it again: the statements that this took."""
    visitors, conversations, messages = (
        past.get_model("chat", name)._default_manager for name in ("Visitor", "Conversation", "Message")
    )
    bots = past.get_model("assistants", "Assistant")._default_manager.select_related("site_key", "live_adapter")
    bot = bots.get(site_key__key=site_key)
    owner = {"tenant_id": bot.tenant_id}
    with transaction.atomic():
        visitor = visitors.create(assistant=bot, **owner)
        conversation = conversations.create(assistant=bot, visitor=visitor, origin=ORIGIN, **owner)
        question = messages.create(conversation=conversation, role="visitor", text=SENTENCE, **owner)
        answer = messages.create(
            conversation=conversation, role="assistant", state="streaming", reply_to=question, **owner
        )
    messages.filter(pk=answer.pk, state="streaming").update(text=SENTENCE, state="done")
    conversation.save()
    if len(messages.filter(conversation=conversation)) != 2:
        raise LookupError("A message is gone.")


if __name__ == "__main__":
    print(json.dumps({"fill": fill, "digest": digest, "live": live}[sys.argv[1]](*sys.argv[2:])))
