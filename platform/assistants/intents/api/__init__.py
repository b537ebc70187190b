"""Intents in the management API."""
