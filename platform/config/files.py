"""Where uploaded files lie: a folder, or S3-compatible object storage."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

STATIC = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


class Unreachable(Exception):
    """Files cannot be kept or read now; the message says why."""


def storages(s3: str) -> dict[str, dict[str, Any]]:
    """Django's STORAGES: files in MEDIA_ROOT, or under `s3://bucket/prefix`. Raises ValueError for another address."""
    return {"default": _bucket(s3) if s3 else _folder(), "staticfiles": STATIC}


def _folder() -> dict[str, Any]:
    return {"BACKEND": "django.core.files.storage.FileSystemStorage"}


def _bucket(s3: str) -> dict[str, Any]:
    address = urlsplit(s3)
    if address.scheme != "s3" or not address.netloc or address.query:
        raise ValueError(f"FILES_S3 must be like s3://bucket/prefix, not {s3!r}.")
    options = {
        "bucket_name": address.netloc,
        "location": address.path.strip("/"),
        # Files are read by us only: nothing in the bucket is public, and no name is written twice.
        "default_acl": None,
        "querystring_auth": True,
        "file_overwrite": False,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def check_reachable() -> None:
    """Raises Unreachable when the default storage cannot keep files: a folder nobody may write in, a bucket away."""
    # Django's storages cannot be imported by the settings, which this module serves.
    from django.core.files.storage import FileSystemStorage, default_storage

    if isinstance(default_storage, FileSystemStorage):
        _check_folder(Path(default_storage.location))
        return
    try:
        default_storage.listdir("readyz")
    except Exception as error:
        # Every backend has errors of its own.
        raise Unreachable(f"Object storage does not answer ({type(error).__name__}).") from error


def _check_folder(folder: Path) -> None:
    there = next(place for place in (folder, *folder.parents) if place.exists())
    if not os.access(there, os.W_OK | os.X_OK):
        raise Unreachable(f"The folder {folder} cannot be written.")
