"""Real processes on free ports: `manage.py up` with a database of its own, and the demo's shop on another origin."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@dataclass
class Town:
    """The running Botwright and the shop's address."""

    folder: Path
    url: str
    engine_url: str
    shop_url: str
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *argv: str) -> subprocess.Popen[bytes]:
        """A process in the town's environment, its output in the town's folder."""
        log = (self.folder / f"{Path(argv[0]).stem}-{argv[1].lstrip('-')}.log").open("wb")
        process = subprocess.Popen(
            [sys.executable, *argv], cwd=ROOT, env=self._environment(), stdout=log, stderr=log, start_new_session=True
        )
        self.processes.append(process)
        return process

    def open_shop(self, snippet: str) -> None:
        """The shop's website with the snippet pasted in."""
        port = self.shop_url.rsplit(":", 1)[1]
        self.start(
            *("deploy/demo/serve_shop.py", "--port", port),
            *("--origin", self.shop_url, "--snippet", snippet),
        )
        until(lambda: answers(self.shop_url), 20, "the shop")

    def close(self) -> None:
        """Stops everything, the last started first."""
        for process in reversed(self.processes):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes:
            process.wait(timeout=30)

    def _environment(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")},
            "BOTWRIGHT_VAR": str(self.folder),
            "BASE_URL": self.url,
            "ENGINE_URL": self.engine_url,
            "EGRESS_ALLOW": self.shop_url.removeprefix("http://"),
        }


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """`manage.py up`, ready to answer."""
    kept = ROOT / "var" / "test-cache"
    for name in ("models", "engine"):
        (kept / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / name).symlink_to(kept / name)
    town = Town(tmp_path, *(f"http://127.0.0.1:{free_port()}" for _ in range(3)))
    town.start("manage.py", "up")
    try:
        until(lambda: _ready(town), 300, "`manage.py up`")
        yield town
    finally:
        town.close()


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()


def until(done: Callable[[], bool], seconds: float, what: str) -> None:
    """Waits for `done`; fails naming `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, f"{what} was not there after {seconds:.0f} s"
        time.sleep(0.25)


def answers(address: str) -> bool:
    """True if a GET gives 200."""
    try:
        return httpx.get(address, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _ready(town: Town) -> bool:
    for process in town.processes:
        assert process.poll() is None, (town.folder / "manage-up.log").read_text()
    return answers(f"{town.url}/readyz")
