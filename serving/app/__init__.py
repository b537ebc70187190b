"""The embedded engine's HTTP API."""
