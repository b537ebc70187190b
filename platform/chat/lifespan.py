"""What happens when the web server starts and ends (ASGI lifespan protocol, 2.0)."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from chat import replies

Message = MutableMapping[str, Any]


async def lifespan(
    scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    """At the start, answers that died with an earlier process are marked; at the end, those of this one are stored."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            replies.current()
        else:
            await replies.current().close()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
