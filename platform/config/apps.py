"""The app that holds the settings, the addresses and the commands that know every other app."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "config"
