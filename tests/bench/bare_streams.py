"""What the streams' benchmark is measured against: a Django ASGI view that does nothing but stream."""

import asyncio
from collections.abc import AsyncIterator

from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path

settings.configure(SECRET_KEY="bare", ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, MIDDLEWARE=[])


async def _events(count: int, pause: float) -> AsyncIterator[bytes]:
    for number in range(1, count + 1):
        yield b'id: %d\nevent: delta\ndata: {"text":"n%d "}\n\n' % (number, number)
        await asyncio.sleep(pause)
    yield b'id: %d\nevent: done\ndata: {"text":""}\n\n' % (count + 1)


async def stream(request: HttpRequest, count: int, milliseconds: int) -> StreamingHttpResponse:
    """`count` deltas, one every so many milliseconds."""
    return StreamingHttpResponse(_events(count, milliseconds / 1000), content_type="text/event-stream")


async def healthz(request: HttpRequest) -> HttpResponse:
    """Ready."""
    return HttpResponse("ok")


urlpatterns = [path("stream/<int:count>/<int:milliseconds>", stream), path("healthz", healthz)]
application = get_asgi_application()
