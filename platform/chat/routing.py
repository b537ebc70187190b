"""WebSocket addresses, for config.asgi. Origins are checked by the consumer: they are the websites' own."""

from collections.abc import Callable
from typing import Any, cast

from django.urls import path

from chat.consumers import ChatConsumer

# Channels routes ASGI applications by Django's patterns, which are typed for views.
urlpatterns = [path("ws/chat", cast("Callable[..., Any]", ChatConsumer.as_asgi()))]
