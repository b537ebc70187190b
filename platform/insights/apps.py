"""Insights: what the conversations show about the business."""

from django.apps import AppConfig


class Insights(AppConfig):
    name = "insights"
