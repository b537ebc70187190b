"""The app of intents and routes."""

from importlib import import_module

from django.apps import AppConfig


class Intents(AppConfig):
    name = "assistants.intents"
    label = "intents"

    def ready(self) -> None:
        """Registers the app's jobs."""
        import_module("assistants.intents.tasks")
