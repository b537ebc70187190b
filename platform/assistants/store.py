"""Where this Botwright keeps its adapters: a folder, or object storage with a folder as its local copy."""

from functools import cache
from pathlib import Path

from django.conf import settings

from serving.client import AdapterStore, adapter_store

# Kept, because a client of object storage is slow to make.
_opened = cache(adapter_store)


def adapters() -> AdapterStore:
    """The adapter store that the settings name."""
    return _opened(Path(settings.ADAPTERS_DIR), settings.ADAPTERS_S3)
