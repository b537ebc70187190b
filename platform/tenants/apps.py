"""Tenants: who owns what, who may come in, and the table of background jobs."""

from django.apps import AppConfig


class Tenants(AppConfig):
    name = "tenants"
