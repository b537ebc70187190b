"""The app behind /v1/."""

from django.apps import AppConfig


class OpenAI(AppConfig):
    name = "chat.openai"
    label = "openai"
