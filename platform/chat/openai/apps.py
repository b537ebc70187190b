"""The app behind /v1/."""

from importlib import import_module

from django.apps import AppConfig


class OpenAI(AppConfig):
    name = "chat.openai"
    label = "openai"

    def ready(self) -> None:
        """Registers the app's jobs."""
        import_module("chat.openai.tasks")
