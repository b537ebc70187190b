"""Persisted streams and idle WebSockets beside a bare Django ASGI view that only streams.

`python -m tests.bench.bench_streams [--streams 1000] [--sockets 2000] [--per-second 10] [--tokens 700] [--json OUT]`;
with `--many` on PostgreSQL and Redis. The engine is the fake one at 5 tokens a second per stream. Streams begin slowly
and are long, so that all of them run at once for a while, and that is what is measured: beginning one costs as much as
hundreds of its events. CPU per event is the web process's over that while; the load generator and the engine share the
machine with it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import sys
import tempfile
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
import psutil
import uvloop
from websockets.asyncio.client import connect

from tests.bench.stream_load import Call, Reader, quantile, ramp, send
from tests.chat.browser import ORIGIN
from tests.scale import postgres, redis
from tests.torture.servers import Server, free_port
from tests.torture.visitor import address
from tests.torture.words import QUESTION, reply

if TYPE_CHECKING:
    from tests.torture.place import Place

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
processes, places = import_module("config.processes"), import_module("tests.torture.place")

PAUSE = 0.2
UNLOADED_TIMES, UNLOADED_TOKENS = 60, 200
SOCKETS_PER_VISITOR = 50
GOALS = {
    "lost or reordered": 0,
    "first event p95, ms": 1000,
    "first event unloaded p50, ms": 25,
    "memory, MiB": 1024,
    "CPU per event / bare view's": 3,
}
CPU = "CPU per event, µs"

T = TypeVar("T")
Figures = dict[str, float]


@dataclass(frozen=True)
class Load:
    """So many streams of so many `tokens`, of which `per_second` begin in a second, and idle WebSockets beside them."""

    streams: int
    sockets: int
    per_second: float
    tokens: int


def main() -> int:
    """Print the figures beside their goals; 1 when something was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench_streams")
    parser.add_argument("--streams", type=int, default=1000)
    parser.add_argument("--sockets", type=int, default=2000)
    parser.add_argument("--per-second", type=float, default=10.0, help="how many streams begin in a second")
    parser.add_argument(
        "--tokens", type=int, default=700, help="of each stream: long enough for all to begin meanwhile"
    )
    parser.add_argument("--many", action="store_true", help="on PostgreSQL and Redis, as many machines have it")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with tempfile.TemporaryDirectory() as folder:
        with _servers(Path(folder), many=options.many) as servers, places.running(Path(folder), **servers) as place:
            load = Load(options.streams, options.sockets, options.per_second, options.tokens)
            figures = _run(_ours(place, load))
        bare = _bare(Path(folder), load)
    figures |= {"CPU per event of the bare view, µs": bare, "CPU per event / bare view's": figures[CPU] / bare}
    for name, value in figures.items():
        print(f"{name:40}{value:>10.1f}" + (f"   goal ≤ {GOALS[name]}" if name in GOALS else ""))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2))
    return int(figures["lost or reordered"] > 0)


@contextmanager
def _servers(folder: Path, *, many: bool) -> Iterator[dict[str, str]]:
    """The settings of a place on one machine, or on servers that many share, which run meanwhile."""
    if not many:
        yield {}
        return
    with postgres.running() as database, redis.running(folder) as shared:
        yield {**database.settings(), "REDIS_URL": shared.url}


async def _ours(place: Place, load: Load) -> Figures:
    place.script(reply=reply(UNLOADED_TOKENS))
    unloaded = [await _once(call) for call in await _questions(place, UNLOADED_TIMES)]
    place.script(reply=reply(load.tokens), token_delay=PAUSE, unlimited=True)
    calls = await _questions(place, load.streams)
    process = psutil.Process(place.web.pid)
    async with AsyncExitStack() as stack:
        await _idle(place, load.sockets, stack)
        readers, cost = await _measured(calls, load.per_second, process)
        most = process.memory_info().rss / 2**20
        await asyncio.gather(*(reader.closed for reader in readers))
    heard = [reader.heard for reader in readers]
    return {
        "streams": load.streams,
        "idle WebSockets": load.sockets,
        "events": sum(one.events for one in heard),
        "lost or reordered": sum(not one.whole for one in heard),
        "first event p50, ms": quantile([one.first for one in heard], 0.5) * 1000,
        "first event p95, ms": quantile([one.first for one in heard], 0.95) * 1000,
        "first event unloaded p50, ms": quantile([one.heard.first for one in unloaded], 0.5) * 1000,
        "first delta unloaded p50, ms": quantile([one.heard.first_delta for one in unloaded], 0.5) * 1000,
        "memory, MiB": most,
        CPU: cost,
    }


def _bare(folder: Path, load: Load) -> float:
    """Microseconds of CPU per event of the bare view."""
    port = free_port()
    argv = processes.web({"BASE_URL": f"http://127.0.0.1:{port}"}).argv
    swapped = {"config.asgi:application": "tests.bench.bare_streams:application", "on": "off"}
    argv = [swapped.get(word, word) for word in argv]
    environment = {"PATH": "", "PYTHONPATH": str(places.ROOT)}
    server = Server(argv, environment, f"http://127.0.0.1:{port}/healthz", folder / "bare.log")
    server.start()
    head = f"GET /stream/{load.tokens}/{round(PAUSE * 1000)} HTTP/1.1"
    calls = [Call(port, address(), head) for _ in range(load.streams)]

    async def measured() -> float:
        readers, cost = await _measured(calls, load.per_second, psutil.Process(server.pid))
        await asyncio.gather(*(reader.closed for reader in readers))
        return cost

    try:
        return _run(measured())
    finally:
        server.stop()


async def _measured(calls: Sequence[Call], per_second: float, process: psutil.Process) -> tuple[list[Reader], float]:
    """Starts all calls; returns them and the CPU per event, in µs, from the last start to the first end."""
    readers = await ramp(calls, per_second)
    await asyncio.sleep(2)
    before, spent = sum(reader.heard.events for reader in readers), _cpu(process)
    while not any(reader.closed.done() for reader in readers):
        events, now = sum(reader.heard.events for reader in readers), _cpu(process)
        await asyncio.sleep(0.5)
    return readers, (now - spent) / (events - before) * 1e6


async def _once(call: Call) -> Reader:
    reader = await send(call)
    await reader.closed
    return reader


async def _questions(place: Place, count: int) -> list[Call]:
    """A question of each of so many new visitors."""
    port = int(place.url.rpartition(":")[2])
    body = json.dumps({"text": QUESTION}).encode()
    calls = []
    for _ in range(count):
        token, origin = await _token(place, here := address())
        head = (
            f"POST /api/widget/v1/messages HTTP/1.1\r\norigin: {origin}\r\nauthorization: Bearer {token}\r\n"
            "content-type: application/json\r\nidempotency-key: k"
        )
        calls.append(Call(port, here, head, body))
    return calls


async def _token(place: Place, here: str) -> tuple[str, str]:
    transport = httpx.AsyncHTTPTransport(verify=False, local_address=here)
    async with httpx.AsyncClient(transport=transport) as http:
        sent = {"site_key": place.site_key}
        opened = await http.post(f"{place.url}/api/widget/v1/sessions", json=sent, headers={"Origin": ORIGIN})
    return opened.raise_for_status().json()["token"], ORIGIN


async def _idle(place: Place, count: int, stack: AsyncExitStack) -> None:
    """So many WebSockets that said hello and say nothing more."""
    url = place.url.replace("http", "ws") + "/ws/chat"
    for number in range(count):
        if number % SOCKETS_PER_VISITOR == 0:
            token, origin = await _token(place, here := address())
        socket = connect(url, origin=origin, local_addr=(here, 0), compression=None, proxy=None)
        opened = await stack.enter_async_context(socket)
        await opened.send(json.dumps({"type": "hello", "token": token}))
        await opened.recv()


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _run(work: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


if __name__ == "__main__":
    sys.exit(main())
