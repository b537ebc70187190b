"""Insights: what the conversations show about the business."""

from importlib import import_module

from django.apps import AppConfig


class Insights(AppConfig):
    name = "insights"

    def ready(self) -> None:
        """Registers the app's jobs."""
        import_module("insights.tasks")
