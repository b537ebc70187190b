"""The app that holds the settings, the addresses and the commands that know every other app."""

from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "config"

    def ready(self) -> None:
        import_module("config.observe").start()
