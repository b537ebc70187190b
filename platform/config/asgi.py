"""The ASGI application: HTTP by Django, WebSockets by Channels."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# First, because it loads the apps, without which the consumers cannot be imported.
http = get_asgi_application()
application = import_string("config.exchanges.Exchanges")(
    ProtocolTypeRouter(
        {
            "http": http,
            "websocket": URLRouter(import_string("chat.routing.urlpatterns")),
            "lifespan": import_string("chat.lifespan.lifespan"),
        }
    )
)
