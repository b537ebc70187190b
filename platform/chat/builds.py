"""The widget's builds: the current one, and those of earlier releases that websites may have pinned.

A build is named by a hash over its files, so an address with that name never means another content.
"""

import hashlib
import json
import re
from base64 import b64encode
from functools import lru_cache
from pathlib import Path

from django.conf import settings

DIST = Path(settings.ROOT) / "widget" / "dist"
RELEASES = Path(settings.ROOT) / "widget" / "releases"
NEWEST = "v1"
NAME = re.compile(r"[0-9a-f]{16}\Z")


def current() -> str:
    """The name of the build that is served as NEWEST."""
    build = DIST / "build.json"
    return _name(build, build.stat().st_mtime_ns)


def folder(build: str) -> Path | None:
    """Where the files of a build lie; None if there is no such build."""
    if build in (NEWEST, current()):
        return DIST
    kept = RELEASES / build
    return kept if NAME.match(build) and kept.is_dir() else None


def integrity(path: Path) -> str:
    """The hash by which a browser accepts a file (Subresource Integrity)."""
    return f"sha384-{b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()}"


def pinned_snippet(base: str, site_key: str) -> str:
    """What a website pastes that wants these very files: an import map with the hash of every module, and the script.

    `base` is the address of this platform, without a slash at the end.
    """
    here = f"{base}/w/{current()}"
    hashes = {f"{here}/{file.name}": integrity(file) for file in sorted(DIST.glob("*.js"))}
    loader = f"{here}/loader.js"
    return (
        f'<script type="importmap">{json.dumps({"integrity": hashes}, indent=1)}</script>\n'
        f'<script async crossorigin src="{loader}" integrity="{hashes[loader]}" data-site-key="{site_key}"></script>'
    )


@lru_cache(maxsize=1)
def _name(path: Path, modified_ns: int) -> str:
    """The name, read again when the build has changed."""
    return str(json.loads(path.read_text())["build"])
