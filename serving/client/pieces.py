"""When the pieces of a stream are read from its connection, and what lies behind the last of them."""

import asyncio
from contextlib import suppress

from aiohttp import ClientError, ClientResponse, StreamReader

DRAIN_SECONDS = 0.5


async def rest(response: ClientResponse, seconds: float) -> None:
    """Leaves what comes meanwhile with the kernel."""
    if response.connection is None or (transport := response.connection.transport) is None:
        return
    transport.pause_reading()
    await asyncio.sleep(seconds)
    if not transport.is_closing():
        transport.resume_reading()


async def drain(content: StreamReader) -> None:
    """Reads the end behind `[DONE]`: only then can the connection serve the next answer."""
    with suppress(TimeoutError, ClientError):
        async with asyncio.timeout(DRAIN_SECONDS):
            while await content.readany():
                pass
