"""What happens when the web server starts and ends (ASGI lifespan protocol, 2.0)."""

import gc
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from chat import replies
from chat.threads import in_thread
from tenants import rls

Message = MutableMapping[str, Any]

NEW_OBJECTS = 50_000
"""That are not gone by themselves before the collector looks at them. Its default of 700 had it go through all open
streams' objects so often that it took a quarter of the processor's time of each event."""


async def lifespan(
    scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    """At the start, answers that died with an earlier process are marked; at the end, those of this one are stored."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            try:
                await in_thread(rls.refuse_bypass)
            except ImproperlyConfigured as error:
                await send({"type": "lifespan.startup.failed", "message": str(error)})
                return
            replies.current()
            _collect_seldom()
        else:
            await replies.current().close()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _collect_seldom() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, 50, 50)
