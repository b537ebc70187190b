"""Tenants: who owns what, who may come in, and the table of background jobs."""

from importlib import import_module

from django.apps import AppConfig


class Tenants(AppConfig):
    name = "tenants"

    def ready(self) -> None:
        import_module("tenants.schema")
