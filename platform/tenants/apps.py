"""Tenants: who owns what, who may come in, and the table of background jobs."""

from importlib import import_module

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class Tenants(AppConfig):
    name = "tenants"

    def ready(self) -> None:
        import_module("tenants.schema")
        rls = import_module("tenants.rls")
        connection_created.connect(rls.bind)
        post_migrate.connect(rls.protect, sender=self)
