"""The processes of a Botwright on one machine, and the environment that they share."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from serving.supervise import Process

LOGS = Path(settings.VAR) / "logs"


def engine(environment: Mapping[str, str]) -> Process:
    """The embedded engine, on the address of ENGINE_URL."""
    url = urlsplit(environment["ENGINE_URL"])
    argv = [
        *(sys.executable, "-m", "serving"),
        *("--model", str(Path(settings.MODELS_DIR) / settings.DEFAULT_MODEL)),
        *("--adapters", str(settings.ADAPTERS_DIR)),
        *("--work", str(Path(settings.VAR) / "engine")),
        *("--host", url.hostname or "127.0.0.1"),
        *("--port", str(url.port or 8001)),
    ]
    return process("engine", argv, environment, health=f"{environment['ENGINE_URL']}/health")


def web(environment: Mapping[str, str]) -> Process:
    """Pages, APIs and streams, on the address of BASE_URL."""
    url = urlsplit(environment["BASE_URL"])
    argv = [
        *(sys.executable, "-m", "uvicorn", "config.asgi:application"),
        *("--host", environment.get("HOST", "127.0.0.1")),
        *("--port", str(url.port or 8000)),
        *("--timeout-graceful-shutdown", "5", "--lifespan", "on"),
        *("--no-access-log", "--ws-per-message-deflate", "false"),
        # Whose X-Forwarded-For is believed, TRUSTED_PROXIES says; the scheme, BEHIND_PROXY.
        "--no-proxy-headers",
    ]
    return process("web", argv, environment, health=f"http://127.0.0.1:{url.port or 8000}/healthz")


def worker(environment: Mapping[str, str]) -> Process:
    """Background jobs."""
    argv = [sys.executable, str(Path(settings.ROOT) / "manage.py"), "worker"]
    return process("worker", argv, environment)


def environment(**changes: str) -> dict[str, str]:
    """This process's environment with the addresses that the settings hold, so that all processes agree."""
    return {
        **os.environ,
        "BASE_URL": settings.BASE_URL,
        "ENGINE_URL": settings.ENGINE_URL,
        "BOTWRIGHT_VAR": str(settings.VAR),
        "PYTHONUNBUFFERED": "1",
        **changes,
    }


def process(name: str, argv: list[str], environment: Mapping[str, str], health: str | None = None) -> Process:
    """A supervised process whose output goes to `var/logs/<name>.log`."""
    LOGS.mkdir(parents=True, exist_ok=True)
    named = {"OTEL_SERVICE_NAME": f"botwright-{name}", **environment}
    return Process(name=name, argv=argv, env=named, log_path=LOGS / f"{name}.log", health_url=health)
