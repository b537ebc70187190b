"""A scripted stand-in for the platform's widget API, and pages that carry the widget.

Run by hand: `python tests/widget/mock_server.py --port 8765`, then open http://localhost:8765/.
A question's first word chooses what happens: slow, cut, expire, hurry, spent, fail, refuse, person, table (an instant
answer of tables, steps and quotes; جدول is one in Arabic); anything else is answered. The site key chooses the
business: pk_demo, pk_full (people, consent, rules), pk_off, pk_work (asks for a proof of work), pk_german, pk_files
(takes files: one named locked is refused, one named slow takes long). The page takes `?key=`, `?lang=`, `?dir=` and
`?locale=`; `/mock/person` acts as a person.
"""

import argparse
import asyncio
import base64
import hashlib
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from html import escape
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
TABLE = """Not exactly, but the page says [1]:

> Every frame is covered for **eleven years**, the canopy for three.
> Repairs within the warranty cost nothing.

What a repair costs outside it [2]:

| Repair | Small | Large | Working days |
|:---|---:|---:|:---:|
| New canopy | 38 € | 52.50 € | 1 |
| Rib or stretcher | 9 € | 12 € | 2 |
| Handle \\| wood or `cane` | 14 € | 14 € | 5–7 |

How to bring it to us:

3. Dry it.
4. Pack it
   - in its sleeve, or
   - in a box of 90 x 15 cm:
     - no staples
5. Send it to [the workshop](https://shop.example/mend_(post)).

Monday: closed
Tuesday to Saturday: 9–18

| | Canopy | Frame | Sleeve | Handle | Delivery to the islands |
|---|---|---|---|---|---|
| Warranty in years | 3 | 11 | 1 | 5 | longer by the days that the ferry takes |
| Price from | 38 € | 120 € | 4 € | 14 € | 6.90 € |"""
ARABIC_TABLE = """ليس تمامًا، لكن الصفحة تقول [1]:

> الإطار مضمون **أحد عشر عامًا**، والقماش ثلاثة أعوام.

| الإصلاح | السعر | الأيام |
|---|---:|:---:|
| قماش جديد | 38 € | 1 |
| Rib or stretcher | 9 € | 2 |

1. جفف المظلة.
2. ضعها في
   - غلافها، أو
   - صندوق.

الهاتف: +49 170 1234567"""
TABLES = {"table": TABLE, "جدول": ARABIC_TABLE}
ASSISTANT = {
    "name": "Pip from the workshop",
    "greeting": "Hello! Ask me about our umbrellas, repairs, delivery or opening hours.",
    "suggestions": ["How long is the warranty?", "What does a repair cost?", "When are you open?"],
    "color": "#0f766e",
    "disclosure": "You are chatting with an AI assistant. It answers from this shop's pages and can make mistakes.",
    "privacy_url": "https://shop.example/privacy",
}
PEOPLE = {
    "consent": "By writing you agree that we keep this conversation for thirty days.",
    "handoff": True,
    "hours": {"open": False, "next": "2026-01-05T08:00:00Z"},
    "contact": {"email": "mend@shop.example", "url": "https://shop.example/contact", "form": True},
    "proactive": [
        {"url_contains": "never", "text": "You never see this."},
        {"after_seconds": 0.1, "text": "Is your umbrella broken? We mend it."},
    ],
}
FILES = {"files": {"types": [".pdf", ".txt", ".png"], "most_bytes": 2 * 2**20}}
BUSINESSES: dict[str, dict[str, Any]] = {
    "pk_files": FILES,
    "pk_demo": {},
    "pk_full": PEOPLE,
    "pk_work": {},
    "pk_german": {"locale": "de"},
}
RIDDLE = 2500
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
    sent: int = 0
    ended: bool = False
    feedback: str | None = None

    def text(self) -> str:
        return "".join(data["text"] for name, data in self.events if name == "delta")


@dataclass
class Talk:
    """What people do in a visitor's conversation: its events, each with the number of its place."""

    state: str = "bot"
    agent: str | None = None
    events: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)
    said: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def newest(self) -> int:
        return self.events[-1][0] if self.events else 0

    def happen(self, name: str, data: dict[str, Any]) -> None:
        self.events.append((self.newest + (name != "typing"), name, data))

    def move(self, state: str, agent: str | None) -> None:
        self.state, self.agent = state, agent
        self.happen("handoff", {"state": state, "agent": agent})


@dataclass
class World:
    """Everything that the server remembers."""

    sessions: int = 0
    expired: set[str] = field(default_factory=set)
    hurried: set[str] = field(default_factory=set)
    answers: dict[str, Answer] = field(default_factory=dict)
    by_visitor: dict[str, list[Answer]] = field(default_factory=dict)
    by_key: dict[str, Answer] = field(default_factory=dict)
    talks: dict[str, Talk] = field(default_factory=dict)
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
    talk = world.talks.setdefault(visitor, Talk())
    return {
        "id": "c-1" if answers or talk.events or talk.said else None,
        "messages": [message for answer in answers for message in stored(answer)] + talk.said,
        "state": talk.state,
        "agent": talk.agent,
        "events": talk.newest,
    }


async def sessions(request: Request) -> Response:
    body = await request.json()
    world.calls.append("sessions")
    key, identity = body["site_key"], body.get("identity")
    world.calls.append(f"languages {' '.join(body['languages'])}")
    if key == "pk_off":
        return error(403, "bot_off", "This assistant is switched off.", "Please contact the team of this website.")
    if key not in BUSINESSES:
        return error(404, "unknown_site_key", "This chat is not set up.", "Check the site key in the script tag.")
    if key == "pk_work" and not worked(request.headers.get("x-altcha", "")):
        return JSONResponse({"error": {"code": "proof_of_work"}, "challenge": riddle()}, 428)
    if identity == "forged":
        return error(401, "bad_identity", "We could not tell who you are.", "Sign in again.")
    world.sessions += 1
    named = f"known-{identity}" if identity else body.get("visitor")
    visitor = named or f"visitor-{world.sessions}"
    return JSONResponse(
        {
            "token": f"{visitor}:{world.sessions}",
            "expires_in": 900,
            "visitor": visitor,
            "assistant": {**ASSISTANT, **BUSINESSES[key]},
            "conversation": transcript(visitor) if named else None,
        }
    )


async def conversation(request: Request) -> Response:
    return JSONResponse(transcript(visitor_of(request)))


def riddle() -> dict[str, Any]:
    """A task of ALTCHA's protocol that is solved by the number RIDDLE."""
    salt = "a-salt-of-more-than-one-block-of-sha-256?expires=1767225600&site=pk_work&"
    wanted = hashlib.sha256(f"{salt}{RIDDLE}".encode()).hexdigest()
    return {"algorithm": "SHA-256", "challenge": wanted, "maxnumber": 5000, "salt": salt, "signature": "signed"}


def worked(proof: str) -> bool:
    return bool(proof) and json.loads(base64.b64decode(proof)) == {
        **{name: value for name, value in riddle().items() if name != "maxnumber"},
        "number": RIDDLE,
    }


def begin(question: str) -> Answer:
    script = question.split()[0].lower()
    number = f"m-{len(world.answers) + 1}"
    text = " ".join(f"word{i}" for i in range(3000)) if script == "slow" else TABLES.get(script, ANSWER)
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
    if script == "spent":
        return error(429, "budget_spent", "All answers of today are given.", "Come back tomorrow.", Retry_After="40000")
    visitor = visitor_of(request)
    talk = world.talks.setdefault(visitor, Talk())
    if script == "person":
        talk.move("waiting", None)
    if talk.state != "bot":
        return StreamingResponse(unanswered(talk, question), media_type="text/event-stream")
    if key not in world.by_key:
        answer = world.by_key[key] = begin(question)
        world.answers[answer.id] = answer
        world.by_visitor.setdefault(visitor, []).append(answer)
    return sse(world.by_key[key], 0)


async def unanswered(talk: Talk, question: str) -> AsyncIterator[str]:
    """What a visitor is told whose message waits for a person."""
    message = spoken("visitor", question)
    talk.said.append(message)
    talk.happen("message", message)
    yield event(1, "handoff", {"state": talk.state, "agent": talk.agent, "message_id": message["id"]})
    yield event(2, "done", {"state": "handoff", "text": "", "refused": False})


def spoken(role: str, text: str, agent: str | None = None) -> dict[str, Any]:
    return {
        "id": f"s-{sum(len(talk.said) for talk in world.talks.values())}",
        "role": role,
        "text": text,
        "state": "done",
        "sources": [],
        "created_at": "2026-01-01T00:00:00Z",
        "feedback": None,
        "agent": agent,
    }


async def files(request: Request) -> Response:
    name, talk = request.query_params["name"], world.talks.setdefault(visitor_of(request), Talk())
    data = await request.body()
    world.calls.append(f"file {name} {len(data)}")
    if "locked" in name:
        return error(415, "encrypted", "This PDF is protected by a password.", "Save a copy without one.")
    if "slow" in name:
        await asyncio.sleep(30)
    message = spoken("visitor", name)
    message["file"] = {"id": "f-1", "name": name, "size": len(data), "picture": False, "partly": "long" in name}
    talk.said.append(message)
    talk.files["f-1"] = data
    standing = {"state": talk.state, "agent": talk.agent, "events": talk.newest, "conversation_id": "c-1"}
    return JSONResponse({"message": message, **standing}, 201)


async def file(request: Request) -> Response:
    return Response(world.talks[visitor_of(request)].files[request.path_params["id"]])


async def handoff(request: Request) -> Response:
    talk = world.talks.setdefault(visitor_of(request), Talk())
    withdrawn = request.url.path.endswith("cancel")
    world.calls.append("handoff cancelled" if withdrawn else "handoff")
    talk.move("bot" if withdrawn else "waiting", None)
    return JSONResponse({"state": talk.state, "agent": talk.agent, "events": talk.newest, "conversation_id": "c-1"})


async def typing(_: Request) -> Response:
    world.calls.append("typing")
    return Response(status_code=204)


async def leads(request: Request) -> Response:
    world.calls.append(f"lead {json.dumps(await request.json(), sort_keys=True)}")
    return JSONResponse({"id": "l-1"}, 201)


async def events(request: Request) -> Response:
    talk = world.talks.setdefault(visitor_of(request), Talk())
    return StreamingResponse(live(talk, int(request.query_params["after"])), media_type="text/event-stream")


async def live(talk: Talk, after: int) -> AsyncIterator[str]:
    yield ": hello\n\n"
    sent = sum(1 for number, _, _ in talk.events if number <= after)
    while True:
        for number, name, data in talk.events[sent:]:
            yield event(number, name, data)
        sent = len(talk.events)
        await asyncio.sleep(0.05)


async def person(request: Request) -> Response:
    """Acts as a person in every conversation: `{"state", "agent"}`, `{"text", "agent"}` or, to type, `{"agent"}`."""
    said = await request.json()
    for talk in world.talks.values():
        if "state" in said:
            talk.move(said["state"], said.get("agent"))
        elif "text" in said:
            message = spoken("agent", said["text"], said["agent"])
            talk.said.append(message)
            talk.happen("message", message)
        else:
            talk.happen("typing", {"agent": said["agent"]})
    return Response(status_code=204)


async def stream(request: Request) -> Response:
    world.calls.append(f"stream after={request.query_params['after']}")
    return sse(world.answers[request.path_params["id"]], int(request.query_params["after"]))


def sse(answer: Answer, after: int) -> StreamingResponse:
    return StreamingResponse(tail(answer, after), media_type="text/event-stream")


async def tail(answer: Answer, after: int) -> AsyncIterator[str]:
    answer.reads += 1
    yield ": keep-alive\n\n"
    number = after
    while (number := number + 1) <= len(answer.events):
        name, data = answer.events[number - 1]
        if answer.script == "cut" and answer.reads <= 2 and number > 8 * answer.reads:
            return
        if answer.script == "fail" and number > 6:
            yield event(number, "error", FAILURE)
            return
        yield event(number, name, data)
        answer.sent = max(answer.sent, number)
        await asyncio.sleep(0.02)
    answer.ended = True
    state = "stopped" if answer.cancelled else "done"
    ending: dict[str, Any] = {"state": state, "text": answer.text(), "refused": answer.script == "refuse"}
    if answer.script in TABLES:
        ending["instant"] = True
    yield event(len(answer.events) + 1, "done", ending)


def event(number: int, name: str, data: dict[str, Any]) -> str:
    return f"id: {number}\nevent: {name}\ndata: {json.dumps(data)}\n\n"


async def cancel(request: Request) -> Response:
    world.calls.append("cancel")
    answer = world.answers[request.path_params["id"]]
    answer.cancelled = True
    answer.events = answer.events[: answer.sent]
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
    asked = {name: escape(value) for name, value in request.query_params.items()}
    html = html.replace("pk_demo", asked.get("key", "pk_demo"))
    html = html.replace('lang="en"', f'lang="{asked.get("lang", "en")}" dir="{asked.get("dir", "ltr")}"')
    if "locale" in asked:
        html = html.replace("data-color", f'data-locale="{asked["locale"]}" data-color')
    if request.url.path != "/strict":
        return HTMLResponse(html)
    html = html.replace('<link rel="stylesheet" href="/page.css">', "")
    return HTMLResponse(html, headers={"Content-Security-Policy": STRICT.format(widget=widget)})


async def pinned(request: Request) -> Response:
    """A page that takes the files only as they are now; `?broken=FILE` names another content of that one."""
    files = {name: integrity(name) for name in ("loader.js", "app.js", "extra.js", "markdown.js")}
    if broken := request.query_params.get("broken"):
        files[broken] = integrity("loader.js")
    widget = f"http://127.0.0.1:{request.url.port}/w/v1"
    addresses = {f"{widget}/{name}": value for name, value in files.items()}
    snippet = f"""<script type="importmap">{json.dumps({"integrity": addresses})}</script>
      <script async crossorigin src="{widget}/loader.js" integrity="{files["loader.js"]}" data-site-key="pk_demo">
      </script>"""
    return HTMLResponse(f"<!doctype html><html lang=en><title>Pinned</title>{snippet}<body><main>A page.</main>")


def integrity(name: str) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384((DIST / name).read_bytes()).digest()).decode()


async def stylesheet(_: Request) -> Response:
    return PlainTextResponse((HERE / "page.css").read_text(), media_type="text/css")


API = [
    Route("/sessions", sessions, methods=["POST"]),
    Route("/conversation", conversation),
    Route("/messages", messages, methods=["POST"]),
    Route("/messages/{id}/stream", stream),
    Route("/messages/{id}/cancel", cancel, methods=["POST"]),
    Route("/messages/{id}/feedback", feedback, methods=["POST"]),
    Route("/files", files, methods=["POST"]),
    Route("/files/{id}", file),
    Route("/handoff", handoff, methods=["POST"]),
    Route("/handoff/cancel", handoff, methods=["POST"]),
    Route("/typing", typing, methods=["POST"]),
    Route("/leads", leads, methods=["POST"]),
    Route("/events", events),
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
        Route("/mock/person", person, methods=["POST"]),
        Route("/pinned", pinned),
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
