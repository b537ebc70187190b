"""An adapter's manifest and its content-addressed name."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from serving.client import adapter_config
from serving.client.adapter_config import LoraConfig
from serving.client.errors import InvalidAdapter

FORMAT = 1
NAME = re.compile(r"a-[0-9a-f]{32}")
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Manifest:
    """What an adapter is: its weights, how to apply them, and what it was trained on. Hashes in hex."""

    weights_sha256: str
    config: LoraConfig
    base_sha256: str
    template_sha256: str

    def canonical(self) -> str:
        """JSON with sorted keys and no spaces: what `name` is the hash of, and what `manifest.json` holds."""
        body = {
            "format": FORMAT,
            "weights_sha256": self.weights_sha256,
            "config": self.config.canonical(),
            "base_sha256": self.base_sha256,
            "template_sha256": self.template_sha256,
        }
        return json.dumps(body, sort_keys=True, separators=(",", ":"))

    @property
    def name(self) -> str:
        """`a-` and the first 32 hex digits of SHA-256 over the canonical JSON."""
        return "a-" + hashlib.sha256(self.canonical().encode()).hexdigest()[:32]


def parse(body: Mapping[str, Any]) -> Manifest:
    """The manifest in `body`; raises `InvalidAdapter`."""
    hashes = [body.get(key) for key in ("weights_sha256", "base_sha256", "template_sha256")]
    config = body.get("config")
    if body.get("format") != FORMAT or not isinstance(config, Mapping):
        raise InvalidAdapter("The adapter's manifest is of an unknown format.")
    weights, base, template = (check_sha256(value) for value in hashes)
    return Manifest(weights, adapter_config.parse(config), base, template)


def check_sha256(value: object) -> str:
    """`value` if it is 64 lower-case hex digits."""
    if not isinstance(value, str) or not SHA256.fullmatch(value):
        raise InvalidAdapter("A hash in the adapter's manifest is not a SHA-256.")
    return value


def is_name(name: str) -> bool:
    """Whether `name` has the form of an adapter's name, and so is safe as a folder's name."""
    return NAME.fullmatch(name) is not None
