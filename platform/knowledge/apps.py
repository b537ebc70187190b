"""Knowledge: what the business showed, read into passages that can be searched."""

from importlib import import_module

from django.apps import AppConfig


class Knowledge(AppConfig):
    name = "knowledge"

    def ready(self) -> None:
        """Registers the app's jobs."""
        import_module("knowledge.tasks")
