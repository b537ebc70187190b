"""An answer as an HTTP response of server-sent events (HTML standard, section 9.2)."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from django.http import StreamingHttpResponse

from chat.events import HEARTBEAT, Event


def stream(batches: AsyncGenerator[list[Event], None]) -> StreamingHttpResponse:
    """The response. `no-transform` and `X-Accel-Buffering` keep proxies from holding events back."""
    response = StreamingHttpResponse(_chunks(batches), content_type="text/event-stream")
    response["Cache-Control"] = "no-cache, no-transform"
    response["X-Accel-Buffering"] = "no"
    return response


async def _chunks(batches: AsyncGenerator[list[Event], None]) -> AsyncGenerator[bytes, None]:
    async with aclosing(batches):
        async for batch in batches:
            yield b"".join(event.sse() for event in batch) or HEARTBEAT
