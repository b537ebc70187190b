"""A Redis server for tests, Debian's."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL
from subprocess import Popen
from time import sleep

from redis import Redis
from redis.exceptions import RedisError

from tests.torture.servers import free_port, installed


@dataclass
class RedisServer:
    """Started, killed and started again on the same port and files."""

    argv: list[str]
    url: str
    log: Path
    process: Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when it answers."""
        with self.log.open("ab") as out:
            self.process = Popen(self.argv, stdout=out, stderr=out)
        with Redis.from_url(self.url) as client:
            while not _answers(client):
                assert self.process.poll() is None, f"Redis did not start:\n{self.log.read_text()}"
                sleep(0.02)

    def kill(self) -> None:
        """As when its machine loses power."""
        assert self.process
        self.process.send_signal(SIGKILL)
        self.process.wait()


def _answers(client: Redis) -> bool:
    try:
        return bool(client.ping())
    except RedisError:
        return False


@contextmanager
def running(folder: Path, *, persistent: bool = True) -> Iterator[RedisServer]:
    """A server of its own; with `persistent` False it forgets everything when it is killed."""
    server = _started(folder, persistent)
    try:
        yield server
    finally:
        server.kill()


def _started(folder: Path, persistent: bool, attempts: int = 3) -> RedisServer:
    port = free_port()
    argv = [installed("redis-server", "redis-server"), "--bind", "127.0.0.1", "--port", str(port)]
    argv += ["--dir", str(folder), "--save", "", "--appendonly", "yes" if persistent else "no"]
    server = RedisServer(argv, f"redis://127.0.0.1:{port}/0", folder / "redis.log")
    try:
        server.start()
    except AssertionError:
        # Somebody else may take the port between its choice and its use; any other end is one to look at.
        if attempts == 1 or "Address already in use" not in server.log.read_text():
            raise
        return _started(folder, persistent, attempts - 1)
    return server
