"""Tells open inboxes and chats to look again, over the channel layer.

The rows are the truth. A layer delivers at most once and drops what is too much, so a ring only makes a look earlier:
whoever listens also looks from time to time.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from channels import DEFAULT_CHANNEL_LAYER
from channels.layers import InMemoryChannelLayer, channel_layers
from django.db import transaction

from assistants.models import Assistant
from chat.models import Conversation
from tenants.models import Tenant

Ring = dict[str, Any]
LOOK: Ring = {"type": "look"}


class _Home:
    """The event loop in which this process serves sockets and streams, once it does."""

    loop: asyncio.AbstractEventLoop | None = None


def inbox(assistant: UUID) -> str:
    """The group of an assistant's inboxes."""
    return f"inbox.{assistant.hex}"


def visitor(visitor: UUID) -> str:
    """The group of a visitor's tabs."""
    return f"visitor.{visitor.hex}"


def ring(conversation: Conversation) -> None:
    """Wakes the visitor's tabs and the assistant's inboxes once the running transaction is committed."""
    groups = [inbox(conversation.assistant_id)]
    groups += [visitor(conversation.visitor_id)] if conversation.visitor_id else []
    transaction.on_commit(partial(_send, groups))


def ring_inboxes(tenant: Tenant) -> None:
    """Wakes all inboxes of a business: who may look, or who is there, has changed."""
    assistants = Assistant.across_tenants.filter(tenant=tenant).values_list("pk", flat=True)
    transaction.on_commit(partial(_send, [inbox(pk) for pk in assistants]))


async def deliver(groups: list[str], what: Ring) -> None:
    """Sends at once, from the loop that serves."""
    layer = channel_layers[DEFAULT_CHANNEL_LAYER]
    for group in groups:
        await layer.group_send(group, what)


def at_home() -> None:
    """Notes the running loop: rings from threads go through it."""
    _Home.loop = asyncio.get_running_loop()


Wait = Callable[[float], Awaitable[Ring | None]]


@asynccontextmanager
async def listening(group: str) -> AsyncIterator[Wait]:
    """Gives `wait(seconds)`: the next ring, or None when none came in time."""
    at_home()
    layer = channel_layers[DEFAULT_CHANNEL_LAYER]
    channel = await layer.new_channel()
    await layer.group_add(group, channel)

    async def wait(seconds: float) -> Ring | None:
        try:
            return await asyncio.wait_for(layer.receive(channel), seconds)
        except TimeoutError:
            return None

    try:
        yield wait
    finally:
        await layer.group_discard(group, channel)


def _send(groups: list[str]) -> None:
    """From any thread. A layer in memory wakes only who listens in the sender's own loop, so without one nobody."""
    loop = _Home.loop
    if loop and loop.is_running():
        asyncio.run_coroutine_threadsafe(deliver(groups, LOOK), loop)
    elif not isinstance(channel_layers[DEFAULT_CHANNEL_LAYER], InMemoryChannelLayer):
        async_to_sync(deliver)(groups, LOOK)
