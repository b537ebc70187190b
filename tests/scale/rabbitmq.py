"""A RabbitMQ server for tests, Debian's."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, Popen
from time import monotonic, sleep

from kombu import Connection
from kombu.exceptions import OperationalError

from tests.torture.servers import free_port, installed

START_SECONDS = 120


@dataclass
class RabbitServer:
    """Started, killed and started again on the same port and files."""

    argv: list[str]
    environment: dict[str, str]
    url: str
    process: Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when it takes connections."""
        # A session of its own: what it starts dies with it.
        self.process = Popen(
            self.argv, env=self.environment, stdout=DEVNULL, stderr=DEVNULL, stdin=DEVNULL, start_new_session=True
        )
        deadline = monotonic() + START_SECONDS
        while not _answers(self.url):
            assert monotonic() < deadline, "RabbitMQ did not start."
            sleep(0.2)

    def kill(self) -> None:
        """As when its machine loses power."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _answers(url: str) -> bool:
    try:
        with Connection(url, connect_timeout=2) as connection:
            connection.connect()
    except (OperationalError, OSError):
        return False
    return True


@contextmanager
def running(folder: Path) -> Iterator[RabbitServer]:
    """A server of its own, with its own port mapper, beside any other on this machine."""
    installed("rabbitmq-server", "rabbitmq-server")
    # Debian's script in the path changes to a user who may not write here; it wraps this one.
    (script,) = Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*/sbin/rabbitmq-server")
    port, mapper, distribution = (str(free_port()) for _ in range(3))
    (folder / "plugins").write_text("[].\n")
    environment = {
        **os.environ,
        "HOME": str(folder),
        "ERL_EPMD_PORT": mapper,
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODENAME": f"botwright-{port}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": port,
        "RABBITMQ_DIST_PORT": distribution,
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_CONF_ENV_FILE": "/dev/null",
        "RABBITMQ_CONFIG_FILE": str(folder / "none"),
    }
    server = RabbitServer([str(script)], environment, f"amqp://guest:guest@127.0.0.1:{port}//")
    # Ours, and in the foreground: the one that the server would start by itself outlives it.
    mapped = Popen(["epmd"], env=environment, stdout=DEVNULL, stderr=DEVNULL)
    try:
        server.start()
        yield server
    finally:
        server.kill()
        mapped.kill()
        mapped.wait()
