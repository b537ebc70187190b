"""Chat: conversations with visitors, answered by the assistant, streamed."""

from django.apps import AppConfig


class Chat(AppConfig):
    name = "chat"
