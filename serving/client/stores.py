"""Which adapter store an address names."""

from pathlib import Path
from urllib.parse import urlsplit

from serving.client.store import AdapterStore


def adapter_store(folder: Path, s3: str = "") -> AdapterStore:
    """The store in `folder`, or the one at `s3` (`s3://bucket/prefix`), of which `folder` is then the local copy.

    Raises ValueError for an address of another kind.
    """
    if not s3:
        return AdapterStore(folder)
    address = urlsplit(s3)
    if address.scheme != "s3" or not address.netloc or address.query:
        raise ValueError(f"An adapter store in object storage is written s3://bucket/prefix, not {s3!r}.")
    # Imported here, because the S3 client takes long to load and few need it.
    from serving.client.store_s3 import S3AdapterStore

    return S3AdapterStore(folder, address.netloc, address.path.strip("/"))
