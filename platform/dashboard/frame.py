"""The frame around every page: its menu, and where it stands in it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assistants.models import Assistant


@dataclass(frozen=True)
class Section:
    """A line of the menu. `name` is the section's own address, too."""

    name: str
    label: str
    icon: str


MENU = [
    Section("overview", "Overview", "home"),
    Section("knowledge", "Knowledge", "book"),
    Section("training", "Training", "train"),
    Section("playground", "Playground", "play"),
    Section("conversations", "Conversations", "chat"),
    Section("insights", "Insights", "chart"),
    Section("install", "Install", "code"),
    Section("settings", "Settings", "gear"),
]


def show(
    request: HttpRequest, assistant: Assistant, section: str, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A whole page of `section`, or 422 and the like when a form on it was not right."""
    lines = [
        {
            "label": entry.label,
            "icon": entry.icon,
            "url": reverse(entry.name, args=[assistant.pk]),
            "current": entry.name == section,
        }
        for entry in MENU
    ]
    return render(request, f"dashboard/{template}", {"assistant": assistant, "menu": lines} | context, status=status)
