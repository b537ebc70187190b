"""Assistants: the bot, what it learns from, its trainings, versions and exams."""

from importlib import import_module

from django.apps import AppConfig


class Assistants(AppConfig):
    name = "assistants"

    def ready(self) -> None:
        for module in ("assistants.openings", "assistants.tasks"):
            import_module(module)
