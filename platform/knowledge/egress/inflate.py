"""Unpacks a compressed answer without ever holding more than was allowed."""

import zlib
from collections.abc import Iterable

GZIP_OR_ZLIB = 47


class Overflow(Exception):
    """More bytes than the limit."""


def gather(chunks: Iterable[bytes], limit: int, *, packed: bool) -> bytes:
    """All of `chunks`, unpacked from gzip or zlib if `packed`. Raises Overflow beyond `limit` bytes, zlib.error if
    they are not what they say."""
    unpacker = zlib.decompressobj(GZIP_OR_ZLIB) if packed else None
    body = bytearray()
    for chunk in chunks:
        body += unpacker.decompress(chunk, limit + 1 - len(body)) if unpacker else chunk
        if len(body) > limit:
            raise Overflow
    return bytes(body)


def gunzip(data: bytes, limit: int) -> bytes:
    """`data` unpacked. Raises Overflow beyond `limit` bytes."""
    return gather([data], limit, packed=True)
