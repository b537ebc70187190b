"""An adapter store in S3-compatible object storage, with a local copy of what was asked for."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from serving.client import manifest
from serving.client.errors import EngineUnavailable, UnknownAdapter
from serving.client.store import FILES, MANIFEST, AdapterStore, checked

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

MISSING = frozenset({"404", "NoSuchKey", "NotFound"})
_making = Lock()
CONNECT_SECONDS, READ_SECONDS, ATTEMPTS = 5, 30, 3


class S3AdapterStore(AdapterStore):
    """Adapters under `s3://bucket/prefix/<name>/`; `root` keeps what was fetched, checked before it is kept.

    Address, region and credentials come from the environment as for every AWS client (`AWS_ENDPOINT_URL_S3`,
    `AWS_ACCESS_KEY_ID`, …). A copy that is there is used without asking the bucket, since adapters never change.
    """

    def __init__(self, root: Path, bucket: str, prefix: str = "") -> None:
        super().__init__(root)
        self.bucket = bucket
        self.prefix = f"{prefix}/" if prefix else ""

    def publish(self, folder: Path, *, base_sha256: str, template_sha256: str) -> str:
        """As in the folder store; the manifest goes up last, so that an adapter in the bucket is always whole."""
        name = super().publish(folder, base_sha256=base_sha256, template_sha256=template_sha256)
        with _reported(name):
            if not self._has(name):
                for file in FILES:
                    self._s3.upload_file(str(self.root / name / file), self.bucket, self._key(name, file))
        return name

    def path(self, name: str) -> Path:
        """The local copy of `name`, fetched where it is missing."""
        if manifest.is_name(name) and not (self.root / name).is_dir():
            self._fetch(name)
        return super().path(name)

    def names(self) -> list[str]:
        """All adapters in the bucket, by name."""
        with _reported(self.prefix):
            pages = self._s3.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket, Prefix=self.prefix, Delimiter="/"
            )
            folders = [found.get("Prefix", "") for page in pages for found in page.get("CommonPrefixes", [])]
        names = (folder.removeprefix(self.prefix).rstrip("/") for folder in folders)
        return sorted(name for name in names if manifest.is_name(name))

    def remove(self, name: str) -> None:
        """Take it out of the bucket, manifest first, and drop the local copy."""
        if manifest.is_name(name):
            with _reported(name):
                for file in reversed(FILES):
                    self._s3.delete_object(Bucket=self.bucket, Key=self._key(name, file))
        super().remove(name)

    def check_reachable(self) -> None:
        """Raise `EngineUnavailable` when the bucket does not answer or may not be read."""
        with _reported(self.bucket):
            self._s3.list_objects_v2(Bucket=self.bucket, Prefix=self.prefix, MaxKeys=1)

    def _fetch(self, name: str) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".fetch-", dir=self.root) as temporary:
            draft = Path(temporary) / name
            draft.mkdir()
            with _reported(name):
                # The manifest first: it is there only when all the rest is.
                for file in reversed(FILES):
                    self._s3.download_file(self.bucket, self._key(name, file), str(draft / file))
            checked(draft, name)
            self._move(draft, name)

    def _has(self, name: str) -> bool:
        try:
            self._s3.head_object(Bucket=self.bucket, Key=self._key(name, MANIFEST))
        except ClientError as error:
            if _is_missing(error):
                return False
            raise
        return True

    def _key(self, name: str, file: str) -> str:
        return f"{self.prefix}{name}/{file}"

    @cached_property
    def _s3(self) -> S3Client:
        options = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        )
        # Clients may be shared by threads, but not be made in several at once.
        with _making:
            client: S3Client = _session().client("s3", config=options)
            return client


@cache
def _session() -> boto3.session.Session:
    """One per process: it reads the description of the service, which takes half a second."""
    return boto3.session.Session()


@contextmanager
def _reported(what: str) -> Iterator[None]:
    """boto3's errors as those of this package: a missing object is permanent, all else may pass."""
    try:
        yield
    except ClientError as error:
        if _is_missing(error):
            raise UnknownAdapter(f"There is no adapter named {what!r} in object storage.") from error
        raise EngineUnavailable(f"Object storage refused {what!r}: {error}") from error
    except (BotoCoreError, boto3.exceptions.Boto3Error) as error:
        raise EngineUnavailable(f"Object storage cannot be reached: {error}") from error


def _is_missing(error: ClientError) -> bool:
    return error.response.get("Error", {}).get("Code") in MISSING
