"""Chat: conversations with visitors, answered by the assistant, streamed."""

from importlib import import_module

from django.apps import AppConfig


class Chat(AppConfig):
    name = "chat"

    def ready(self) -> None:
        """Registers the app's jobs, what it offers to the builder of training sets, and what removes files."""
        for module in ("chat.attachments.removal", "chat.helpful", "chat.tasks"):
            import_module(module)
