"""Server processes on ports of this machine, which can be killed and started again."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import httpx
import pytest

START_SECONDS = 180.0


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def installed(program: str, package: str) -> str:
    """The path of `program`, installed with Debian's `package` where that is possible; skips the test where not."""
    path = os.environ["PATH"] + os.pathsep + "/usr/sbin"
    if found := shutil.which(program, path=path):
        return found
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        pytest.skip(f"{program} is missing, and only root can install it: apt-get install {package}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", package]):
        done = subprocess.run([apt, *words], env=quiet, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"{program} is missing, and apt-get {words[0]} failed: {done.stderr.strip()[-300:]}")
    found = shutil.which(program, path=path)
    assert found, f"{package} was installed, but has no {program}"
    return found


class Server:
    """`argv` in `environment`, ready once `health` answers 200; its output goes to `log`."""

    def __init__(self, argv: Sequence[str], environment: Mapping[str, str], health: str, log: Path) -> None:
        self._argv = list(argv)
        self._environment = dict(environment)
        self._health = health
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Of the process that runs."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Returns when it is ready; RuntimeError with the end of its log when that does not come."""
        with self._log.open("ab") as out:
            self._process = subprocess.Popen(self._argv, env=self._environment, stdout=out, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                if httpx.get(self._health, trust_env=False, verify=False).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.05)
        self.stop(signal.SIGKILL)
        raise RuntimeError(f"{self._argv[:3]} did not start: {self._log.read_text()[-2000:]}")

    def send(self, sign: signal.Signals) -> None:
        """A signal, without waiting for what it does."""
        assert self._process is not None
        self._process.send_signal(sign)

    def wait(self) -> int:
        """Its exit status, once it has ended."""
        assert self._process is not None
        return self._process.wait(START_SECONDS)

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> None:
        """A signal, and the end of the process; nothing where it has ended already."""
        if self._process and self._process.poll() is None:
            self.send(sign)
            self.wait()
