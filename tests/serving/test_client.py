"""The client against an engine that misbehaves on purpose."""

import asyncio
import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from serving import client
from serving.client import ChatRequest, Engine, blocking, calls, wire
from serving.fake import Rule, Script, running

HELLO = ChatRequest("base", [{"role": "user", "content": "Hello?"}])
LONG = Script(reply="one two three four five six seven", token_delay=0.02)


async def collect(engine: Engine, heard: list[str] | None = None) -> str:
    heard = [] if heard is None else heard
    async for delta in engine.stream(HELLO):
        heard.append(delta.text)
    return "".join(heard)


async def test_a_streamed_answer_ends_with_its_reason_and_usage(fake_app, fake_url):
    fake_app.state.script = Script(reply="Two words")
    async with Engine(fake_url) as engine:
        deltas = [delta async for delta in engine.stream(HELLO)]
    assert "".join(delta.text for delta in deltas) == "Two words"
    assert [delta.finish_reason for delta in deltas if delta.finish_reason] == ["stop"]
    assert deltas[-1].usage == client.Usage(prompt_tokens=1, completion_tokens=2)


async def test_a_whole_answer_says_what_a_streamed_one_does(fake_app, fake_url):
    fake_app.state.script = Script(rules=[Rule("hello", "Hi there.")])
    async with Engine(fake_url) as engine:
        completion = await engine.complete(HELLO)
        assert (completion.text, completion.finish_reason) == ("Hi there.", "stop")
        assert await collect(engine) == completion.text


async def test_the_request_carries_model_salt_stops_and_seed(fake_app, fake_url):
    request = ChatRequest("base", HELLO.messages, cache_salt="alice", stop=("\n",), seed=7, max_tokens=9)
    async with Engine(fake_url) as engine:
        await engine.complete(request)
    (seen,) = fake_app.state.requests
    assert seen == {
        "model": "base",
        "messages": HELLO.messages,
        "max_tokens": 9,
        "temperature": 0.0,
        "stream": False,
        "cache_salt": "alice",
        "stop": ["\n"],
        "seed": 7,
    }


async def test_a_key_is_sent_as_a_bearer_token_where_there_is_one():
    seen = []

    def answer(request: Request) -> Response:
        seen.append(request.headers.get("Authorization"))
        return JSONResponse({"data": []})

    with running(Starlette(routes=[Route("/v1/models", answer)])) as url:
        for key in ("sk-1", ""):
            async with Engine(url, key=key) as engine:
                await engine.models()
    assert seen == ["Bearer sk-1", None]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("overloaded", client.EngineOverloaded),
        ("unavailable", client.EngineUnavailable),
        ("unknown_adapter", client.UnknownAdapter),
        ("invalid_adapter", client.InvalidAdapter),
        ("broken_off", client.EngineUnavailable),
    ],
)
@pytest.mark.parametrize("way", ["stream", "complete"])
async def test_each_fault_has_its_own_error(fake_app, fake_url, fault, error, way):
    fake_app.state.script = Script(fault=fault)
    async with Engine(fake_url) as engine:
        with pytest.raises(error) as raised:
            await (collect(engine) if way == "stream" else engine.complete(HELLO))
    assert raised.value.hint
    assert raised.value.transient is (error in (client.EngineOverloaded, client.EngineUnavailable))


async def test_a_stream_that_breaks_off_gives_what_came_before(fake_app, fake_url):
    fake_app.state.script = Script(reply="one two three", fault="broken_off", fault_after=2, token_delay=0.02)
    heard: list[str] = []
    async with Engine(fake_url) as engine:
        with pytest.raises(client.EngineUnavailable):
            await collect(engine, heard)
    assert "".join(heard) == "one two"


async def test_a_silent_engine_is_a_timeout(fake_app, fake_url):
    fake_app.state.script = Script(fault="silent", fault_after=1)
    async with Engine(fake_url, timeout=0.2) as engine:
        with pytest.raises(client.EngineTimeout):
            await collect(engine)


async def test_closing_the_stream_stops_the_engine(fake_app, fake_url):
    fake_app.state.script = LONG
    async with Engine(fake_url) as engine:
        stream = engine.stream(HELLO)
        async for delta in stream:
            if delta.text:
                break
        await stream.aclose()
        for _ in range(100):
            if fake_app.state.closed:
                break
            await asyncio.sleep(0.02)
    assert fake_app.state.closed == 1


async def test_what_comes_while_a_stream_is_left_alone_comes_as_one_piece(fake_app, fake_url):
    words = " ".join(str(number) for number in range(40))
    fake_app.state.script = Script(reply=words, token_delay=0.01)
    told: list[int] = []

    def pause(streams: int) -> float:
        told.append(streams)
        return 0.2

    async with Engine(fake_url, pause=pause) as engine:
        assert await collect(engine) == words
    assert 1 <= len(told) < 20
    assert set(told) == {1}


async def test_a_stream_that_is_left_alone_can_be_stopped(fake_app, fake_url):
    fake_app.state.script = LONG
    resting = asyncio.Event()

    def pause(streams: int) -> float:
        resting.set()
        return 60.0

    async with Engine(fake_url, pause=pause) as engine:
        reading = asyncio.create_task(collect(engine))
        await resting.wait()
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        for _ in range(100):
            if fake_app.state.closed:
                break
            await asyncio.sleep(0.02)
    assert fake_app.state.closed == 1


async def test_one_connection_serves_one_answer_after_another(fake_app):
    ports = set()

    class Noted:
        async def __call__(self, scope, receive, send):
            ports.add(scope.get("client"))
            await fake_app(scope, receive, send)

    with running(Noted()) as url:
        async with Engine(url) as engine:
            for _ in range(3):
                await collect(engine)
    assert len(ports) == 1


async def test_an_answer_is_over_when_it_says_so_though_its_connection_goes_on():
    async def endless():
        yield b'data: {"choices": [{"delta": {"content": "Four days."}}]}\n\ndata: [DONE]\n\n'
        await asyncio.sleep(5)

    async def answer(request: Request) -> Response:
        return StreamingResponse(endless())

    with running(Starlette(routes=[Route("/v1/chat/completions", answer, methods=["POST"])])) as url:
        async with Engine(url, timeout=2) as engine:
            assert await collect(engine) == "Four days."


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize("end", ["\n\n", "\r\n\r\n", ""], ids=["lf", "crlf", "none"])
def test_a_stream_may_be_cut_anywhere(size, end):
    chunks = [json.dumps({"choices": [{"delta": {"content": text}}]}, ensure_ascii=False) for text in ("é", "世界")]
    break_ = end or "\n\n"
    sent = (break_.join(["event: x", *(f"data: {chunk}" for chunk in chunks), "data: [DONE]"]) + end).encode()
    deltas = wire.Deltas()
    pieces = [sent[start : start + size] for start in range(0, len(sent), size)]
    assert [delta.text for piece in pieces for delta in deltas.feed(piece)] == ["é", "世界"]
    deltas.close()


async def test_a_missing_engine_is_unavailable_and_unhealthy():
    with socket.create_server(("127.0.0.1", 0)) as unused:
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    async with Engine(url) as engine:
        assert await engine.health() is False
        with pytest.raises(client.EngineUnavailable):
            await engine.models()


async def test_something_else_at_the_address_is_not_taken_for_an_engine():
    path = "/v1/chat/completions"
    page = HTMLResponse("<html>hello</html>")
    with running(Starlette(routes=[Route(path, lambda request: page, methods=["POST"])])) as url:
        async with Engine(url) as engine:
            with pytest.raises(client.EngineUnavailable):
                await engine.complete(HELLO)
            with pytest.raises(client.EngineUnavailable):
                await collect(engine)


async def test_a_line_without_an_end_is_not_read_for_ever():
    async def endless():
        yield b"data:"
        while True:
            yield 2**16 * b"x"

    async def answer(request: Request) -> Response:
        return StreamingResponse(endless())

    with running(Starlette(routes=[Route("/v1/chat/completions", answer, methods=["POST"])])) as url:
        async with Engine(url) as engine:
            with pytest.raises(client.EngineUnavailable, match="not an engine"):
                await asyncio.wait_for(collect(engine), 30)


async def test_embeddings_come_in_the_order_of_their_texts_whatever_the_number(fake_url):
    texts = [f"text number {n}" for n in range(150)]
    async with Engine(fake_url) as engine:
        vectors = await engine.embed(texts)
        assert await engine.embed([]) == []
        assert vectors[149] == (await engine.embed([texts[149]]))[0]
    assert len(vectors) == 150
    assert {len(vector) for vector in vectors} == {384}


async def test_the_fake_takes_a_new_script_over_http_and_refuses_a_wrong_one(fake_url):
    async with httpx.AsyncClient(base_url=fake_url) as http, Engine(fake_url) as engine:
        assert (await http.post("/script", json={"reply": "Scripted."})).status_code == 204
        assert (await engine.complete(HELLO)).text == "Scripted."
        assert (await http.post("/script", json={"fault": "nonsense"})).status_code == 400
        assert (await http.get("/script/requests")).json()[0]["model"] == "base"


async def test_a_fault_can_pass_after_some_requests():
    from serving.fake import create_app

    with running(create_app(Script(fault="overloaded", fault_times=1))) as url:
        async with Engine(url) as engine:
            with pytest.raises(client.EngineOverloaded):
                await engine.complete(HELLO)
            assert (await engine.complete(HELLO)).text


async def test_a_connection_that_was_idle_for_long_is_not_trusted(monkeypatch):
    """A server closes it some day, perhaps just when the next request is on its way."""
    monkeypatch.setattr("serving.client.engine.IDLE_SECONDS", 0.05)

    async def answer_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = b'{"data": [{"id": "base"}]}'
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        )
        await reader.read(1)
        writer.close()

    server = await asyncio.start_server(answer_once, "127.0.0.1", 0)
    async with server, Engine(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}") as engine:
        assert await engine.models() == ["base"]
        await asyncio.sleep(0.1)
        assert await engine.models() == ["base"]


def test_threads_wait_for_vectors_over_connections_that_are_kept(fake_url):
    texts = [f"text number {n}" for n in range(70)]
    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(blocking.embed, fake_url, texts, timeout=5.0) for _ in range(8)]
        (first,), *others = (one.result() for one in asked)
    assert len(first) == len(texts)
    assert others == [[first]] * 7
    assert len([thread for thread in threading.enumerate() if thread.name == "engine-calls"]) == 1


def test_who_waits_hears_of_an_engine_that_is_away():
    with socket.create_server(("127.0.0.1", 0)) as unused:
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    with pytest.raises(client.EngineUnavailable):
        blocking.embed(url, ["a"], timeout=5.0)


def test_a_call_that_is_waited_for_belongs_to_its_caller(fake_url, monkeypatch):
    caller, seen = ContextVar("caller"), []

    @contextmanager
    def watcher(call):
        seen.append(caller.get())
        yield

    monkeypatch.setattr(calls, "_watchers", [watcher])
    caller.set("a request")
    blocking.embed(fake_url, ["a"], timeout=5.0)
    assert seen == ["a request"]
