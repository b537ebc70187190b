"""A scripted stand-in for the platform's widget API, and pages that carry the widget.

Run by hand: `python tests/widget/mock_server.py --port 8765`, then open http://localhost:8765/.
A question's first word chooses what happens: slow, cut, expire, hurry, fail; anything else is answered.
"""

import argparse
import asyncio
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

HERE = Path(__file__).parent
DIST = HERE.parents[1] / "widget" / "dist"
STRICT = (
    "default-src 'none'; script-src 'nonce-page' 'strict-dynamic'; style-src 'none'; connect-src {widget}; "
    "require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'"
)
SOURCES = [
    {
        "n": 1,
        "title": "The Dry Promise",
        "url": "https://shop.example/warranty",
        "heading": "How long it lasts",
        "quote": "Every frame is covered for eleven years, the canopy for three.",
    },
    {
        "n": 2,
        "title": "Price list",
        "url": "https://shop.example/prices",
        "heading": "Repairs",
        "quote": "A new canopy costs 38 €, fitted while you wait.",
    },
]
ANSWER = """Your umbrella's frame is covered for **eleven years** and its canopy for **three years** [1].

Outside the warranty we can still help:

- a new canopy, fitted while you wait, costs **38 €** [2]
- a rib or a stretcher is replaced within *two working days* [2]

Bring it to the counter, or write to [the workshop](mailto:mend@shop.example)."""
ASSISTANT = {
    "name": "Pip from the workshop",
    "greeting": "Hello! Ask me about our umbrellas, repairs, delivery or opening hours.",
    "suggestions": ["How long is the warranty?", "What does a repair cost?", "When are you open?"],
    "color": "#0f766e",
    "disclosure": "You are chatting with an AI assistant. It answers from this shop's pages and can make mistakes.",
    "privacy_url": "https://shop.example/privacy",
}
FAILURE = {
    "code": "engine_unavailable",
    "message": "The assistant lost its thread.",
    "hint": "Ask once more.",
    "retry": True,
}


@dataclass
class Answer:
    """One answer and the whole of its event log."""

    id: str
    question: str
    script: str
    events: list[tuple[str, dict[str, Any]]]
    cancelled: bool = False
    reads: int = 0
    ended: bool = False
    feedback: str | None = None

    def text(self) -> str:
        return "".join(data["text"] for name, data in self.events if name == "delta")


@dataclass
class World:
    """Everything that the server remembers."""

    sessions: int = 0
    expired: set[str] = field(default_factory=set)
    hurried: set[str] = field(default_factory=set)
    answers: dict[str, Answer] = field(default_factory=dict)
    by_visitor: dict[str, list[Answer]] = field(default_factory=dict)
    by_key: dict[str, Answer] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)


world = World()


def error(status: int, code: str, message: str, hint: str, **headers: str) -> JSONResponse:
    body = {"error": {"code": code, "message": message, "hint": hint}}
    return JSONResponse(body, status, headers={name.replace("_", "-"): value for name, value in headers.items()})


def visitor_of(request: Request) -> str:
    return request.headers["authorization"].removeprefix("Bearer ").partition(":")[0]


def stored(answer: Answer) -> list[dict[str, Any]]:
    state = "stopped" if answer.cancelled else "done" if answer.ended else "streaming"
    common: dict[str, Any] = {"created_at": "2026-01-01T00:00:00Z", "feedback": None, "sources": [], "state": "done"}
    return [
        {**common, "id": f"q-{answer.id}", "role": "visitor", "text": answer.question},
        {
            **common,
            "id": answer.id,
            "role": "assistant",
            "text": answer.text() if answer.ended else "",
            "state": state,
            "sources": SOURCES,
            "feedback": answer.feedback,
        },
    ]


def transcript(visitor: str) -> dict[str, Any]:
    answers = world.by_visitor.get(visitor, [])
    return {
        "id": "c-1" if answers else None,
        "messages": [message for answer in answers for message in stored(answer)],
    }


async def sessions(request: Request) -> Response:
    body = await request.json()
    world.calls.append("sessions")
    if body["site_key"] != "pk_demo":
        return error(404, "unknown_site_key", "This chat is not set up.", "Check the site key in the script tag.")
    world.sessions += 1
    visitor = body.get("visitor") or f"visitor-{world.sessions}"
    return JSONResponse(
        {
            "token": f"{visitor}:{world.sessions}",
            "expires_in": 900,
            "visitor": visitor,
            "assistant": ASSISTANT,
            "conversation": transcript(visitor) if body.get("visitor") else None,
        }
    )


async def conversation(request: Request) -> Response:
    return JSONResponse(transcript(visitor_of(request)))


def begin(question: str) -> Answer:
    script = question.split()[0].lower()
    number = f"m-{len(world.answers) + 1}"
    text = " ".join(f"word{i}" for i in range(400)) if script == "slow" else ANSWER
    start = {"message_id": number, "conversation_id": "c-1", "adapter": None}
    words: list[tuple[str, dict[str, Any]]] = [("delta", {"text": word}) for word in text.split(" ")]
    for _, data in words[1:]:
        data["text"] = " " + data["text"]
    events = [("start", start), *words, ("sources", {"sources": [] if script == "slow" else SOURCES})]
    return Answer(number, question, script, events)


async def messages(request: Request) -> Response:
    key = request.headers["idempotency-key"]
    question = (await request.json())["text"]
    script = question.split()[0].lower()
    world.calls.append(f"messages {question}")
    if script == "expire" and key not in world.expired:
        world.expired.add(key)
        return error(401, "token_expired", "The session has ended.", "Open a new one.")
    if script == "hurry" and key not in world.hurried:
        world.hurried.add(key)
        return error(429, "rate_limited", "You are sending messages very quickly.", "Wait.", Retry_After="1")
    if key not in world.by_key:
        answer = world.by_key[key] = begin(question)
        world.answers[answer.id] = answer
        world.by_visitor.setdefault(visitor_of(request), []).append(answer)
    return sse(world.by_key[key], 0)


async def stream(request: Request) -> Response:
    world.calls.append(f"stream after={request.query_params['after']}")
    return sse(world.answers[request.path_params["id"]], int(request.query_params["after"]))


def sse(answer: Answer, after: int) -> StreamingResponse:
    return StreamingResponse(tail(answer, after), media_type="text/event-stream")


async def tail(answer: Answer, after: int) -> AsyncIterator[str]:
    answer.reads += 1
    yield ": keep-alive\n\n"
    for number, (name, data) in enumerate(answer.events, start=1):
        if number <= after:
            continue
        if answer.script == "cut" and answer.reads <= 2 and number > 8 * answer.reads:
            return
        if answer.script == "fail" and number > 6:
            yield event(number, "error", FAILURE)
            return
        if answer.cancelled:
            answer.events = answer.events[: number - 1]
            break
        yield event(number, name, data)
        await asyncio.sleep(0.02)
    answer.ended = True
    state = "stopped" if answer.cancelled else "done"
    yield event(len(answer.events) + 1, "done", {"state": state, "text": answer.text(), "refused": False})


def event(number: int, name: str, data: dict[str, Any]) -> str:
    return f"id: {number}\nevent: {name}\ndata: {json.dumps(data)}\n\n"


async def cancel(request: Request) -> Response:
    world.calls.append("cancel")
    world.answers[request.path_params["id"]].cancelled = True
    return Response(status_code=204)


async def feedback(request: Request) -> Response:
    body = await request.json()
    world.answers[request.path_params["id"]].feedback = body["rating"]
    world.calls.append(f"feedback {body['rating']} {body.get('comment', '')}".strip())
    return Response(status_code=204)


async def calls(_: Request) -> Response:
    return JSONResponse(world.calls)


async def page(request: Request) -> Response:
    """The shop's page; `/strict` is the same under the strictest policy, the widget always of another origin."""
    widget = f"http://127.0.0.1:{request.url.port}"
    html = (HERE / "page.html").read_text().replace("{{ widget }}", widget)
    if request.url.path != "/strict":
        return HTMLResponse(html)
    html = html.replace('<link rel="stylesheet" href="/page.css">', "")
    return HTMLResponse(html, headers={"Content-Security-Policy": STRICT.format(widget=widget)})


async def stylesheet(_: Request) -> Response:
    return PlainTextResponse((HERE / "page.css").read_text(), media_type="text/css")


API = [
    Route("/sessions", sessions, methods=["POST"]),
    Route("/conversation", conversation),
    Route("/messages", messages, methods=["POST"]),
    Route("/messages/{id}/stream", stream),
    Route("/messages/{id}/cancel", cancel, methods=["POST"]),
    Route("/messages/{id}/feedback", feedback, methods=["POST"]),
]
CORS = Middleware(
    CORSMiddleware, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"], expose_headers=["Retry-After"]
)
app = Starlette(
    routes=[
        Route("/", page),
        Route("/strict", page),
        Route("/page.css", stylesheet),
        Route("/mock/calls", calls),
        Mount("/api/widget/v1", routes=API),
        Mount("/w/v1", StaticFiles(directory=DIST)),
    ],
    middleware=[CORS],
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one, which is printed")
    listener = socket.create_server(("127.0.0.1", parser.parse_args().port))
    print(listener.getsockname()[1], flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])


if __name__ == "__main__":
    main()
