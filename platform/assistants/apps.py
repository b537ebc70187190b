"""Assistants: the bot, what it learns from, its trainings, versions and exams."""

from django.apps import AppConfig


class Assistants(AppConfig):
    name = "assistants"
