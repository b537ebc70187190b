"""Unpacks a compressed answer without ever holding more than was allowed."""

import zlib
from collections.abc import Iterable

GZIP_OR_ZLIB = 47


class Overflow(Exception):
    """More bytes than the limit."""


def gather(chunks: Iterable[bytes], limit: int, *, packed: bool, cut: bool = False) -> bytes:
    """All of `chunks`, unpacked from gzip or zlib if `packed`. Beyond `limit` bytes it raises Overflow or, with `cut`,
    leaves the rest; raises zlib.error if they are not what they say."""
    unpacker = zlib.decompressobj(GZIP_OR_ZLIB) if packed else None
    body = bytearray()
    for chunk in chunks:
        body += unpacker.decompress(chunk, limit + 1 - len(body)) if unpacker else chunk
        if len(body) > limit:
            if not cut:
                raise Overflow
            return bytes(body[:limit])
    return bytes(body)


def gunzip(data: bytes, limit: int) -> bytes:
    """The first `limit` bytes of `data` unpacked."""
    return gather([data], limit, packed=True, cut=True)
