"""The frame around every page: its menu, and where it stands in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assistants.models import Assistant
from chat.handoff.inbox import waiting_count
from dashboard.access import assistants_of


@dataclass(frozen=True)
class Section:
    """A line of the menu. `name` is the section's own address, too."""

    name: str
    label: str
    icon: str


MENU = [
    Section("overview", "Overview", "home"),
    Section("knowledge", "Knowledge", "book"),
    Section("intents", "Intents", "list"),
    Section("training", "Training", "train"),
    Section("playground", "Playground", "play"),
    Section("inbox", "Inbox", "inbox"),
    Section("conversations", "Conversations", "chat"),
    Section("insights", "Insights", "chart"),
    Section("install", "Install", "code"),
    Section("settings", "Settings", "gear"),
]


def show(
    request: HttpRequest,
    assistant: Assistant,
    section: str,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """A whole page of `section`; `status` is 422 when a form on it was not right."""
    frame = {"assistant": assistant, "assistants": assistants_of(request.user), "menu": _menu(assistant, section)}
    return render(request, f"dashboard/{template}", {**frame, **context}, status=status)


def _menu(assistant: Assistant, section: str) -> list[dict[str, Any]]:
    return [
        {
            "label": entry.label,
            "icon": entry.icon,
            "url": reverse(entry.name, args=[assistant.pk]),
            "current": entry.name == section,
            "count": waiting_count(assistant) if entry.name == "inbox" else None,
        }
        for entry in MENU
    ]
