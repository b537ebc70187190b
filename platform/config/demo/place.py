"""Where the demo lives: its ports, its addresses, its credentials."""

from __future__ import annotations

import json
import os
import secrets
import socket
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Place:
    """The demo's addresses: web on `port`, the engine on the next, the shop on the one after."""

    port: int

    @property
    def url(self) -> str:
        """Dashboard and APIs."""
        return f"http://{HOST}:{self.port}"

    @property
    def engine_url(self) -> str:
        """The embedded engine."""
        return f"http://{HOST}:{self.port + 1}"

    @property
    def shop_url(self) -> str:
        """The shop's website: another origin than the dashboard's."""
        return f"http://{HOST}:{self.port + 2}"

    @property
    def variables(self) -> dict[str, str]:
        """The settings of every process of the demo."""
        return {
            "BASE_URL": self.url,
            "ENGINE_URL": self.engine_url,
            "EGRESS_ALLOW": f"{HOST}:{self.port + 2}",
            "ALLOWED_HOSTS": f"{HOST},localhost",
        }

    def taken(self) -> list[int]:
        """Those of the three ports on which something listens already."""
        return [port for port in range(self.port, self.port + 3) if _listens(port)]


@dataclass(frozen=True)
class Credentials:
    """What `var/demo.json` holds."""

    url: str
    shop_url: str
    email: str
    password: str
    site_key: str
    api_key: str

    def write(self, file: Path) -> None:
        """Writes atomically, readable by the owner only."""
        temporary = file.with_suffix(".tmp")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            json.dump(asdict(self), handle, indent=2)
        temporary.replace(file)


def credentials_file() -> Path:
    """`var/demo.json`."""
    return Path(settings.VAR) / "demo.json"


def new_password() -> str:
    """96 random bits, easy to copy."""
    return secrets.token_urlsafe(12)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((HOST, port)) == 0
