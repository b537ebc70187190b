"""Dashboard: the pages for the business. It knows every app; no app knows it."""

from django.apps import AppConfig


class Dashboard(AppConfig):
    name = "dashboard"
