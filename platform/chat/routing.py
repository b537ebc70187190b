"""WebSocket addresses, for config.asgi. Origins are checked by the consumers: a chat's are the websites' own."""

from collections.abc import Callable
from typing import Any, cast

from channels.sessions import CookieMiddleware
from django.urls import path

from chat.consumers import ChatConsumer
from chat.handoff.consumer import InboxConsumer

# Channels routes ASGI applications by Django's patterns, which are typed for views.
App = Callable[..., Any]
urlpatterns = [
    path("ws/chat", cast("App", ChatConsumer.as_asgi())),
    path("ws/inbox/<uuid:assistant_id>", cast("App", CookieMiddleware(InboxConsumer.as_asgi()))),
]
