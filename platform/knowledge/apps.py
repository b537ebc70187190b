"""Knowledge: what the business showed, read into passages that can be searched."""

from django.apps import AppConfig


class Knowledge(AppConfig):
    name = "knowledge"
