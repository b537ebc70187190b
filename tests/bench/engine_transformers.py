"""The engine protocol on transformers and PEFT in float32: what exams on the other engines are compared with.

`python -m tests.bench.engine_transformers --model FOLDER --adapters FOLDER [--port N]`, then `ENGINE_URL` of the
platform names it and `EMBEDDINGS_URL` an embedded engine. One answer at a time, greedy whatever is asked, and a stream
is the whole answer in one piece.
"""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

import torch
import uvicorn
from peft import PeftModel
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from transformers import AutoModelForCausalLM

from serving.app.errors import HANDLERS
from serving.client.messages import Usage
from serving.client.store import AdapterStore
from serving.engine.stops import StopFinder
from serving.engine.text import Text
from serving.protocol import answers, chat
from serving.protocol.answers import Answer
from serving.protocol.chat import Chat

BASE = "base"


class Reference:
    """One model, and the adapters that were asked for."""

    def __init__(self, model: Path, store: AdapterStore) -> None:
        self._model, self._store, self._text = model, store, Text(model)
        self._networks = {BASE: self._loaded()}
        self._alone = asyncio.Lock()

    async def complete(self, asked: Chat) -> tuple[str, str, Usage]:
        """Text, reason, and how many tokens; raises `EngineError`."""
        async with self._alone:
            return await asyncio.to_thread(self._complete, asked)

    @torch.no_grad()
    def _complete(self, asked: Chat) -> tuple[str, str, Usage]:
        prompt = torch.tensor([self._text.prompt(asked.messages)])
        begin = prompt.shape[1]
        row = self._network(asked.model).generate(
            input_ids=prompt,
            attention_mask=torch.ones_like(prompt),
            max_new_tokens=asked.max_tokens,
            do_sample=False,
            eos_token_id=sorted(self._text.stop_ids),
            pad_token_id=min(self._text.stop_ids),
            stopping_criteria=[lambda rows, _: torch.tensor([self._said(asked, one[begin:])[1] for one in rows])],
        )[0]
        text, stopped = self._said(asked, row[begin:])
        ended = stopped or row[-1].item() in self._text.stop_ids
        return text, "stop" if ended else "length", Usage(begin, len(row) - begin)

    def _said(self, asked: Chat, tokens: torch.Tensor) -> tuple[str, bool]:
        """The text of int64[tokens], and whether a stop string followed it."""
        finder = StopFinder(asked.stop)
        text, stopped = finder.feed(self._text.decoder().feed(tokens.tolist()))
        return text + finder.rest(), stopped

    def _network(self, name: str) -> torch.nn.Module:
        if name not in self._networks:
            self._store.manifest(name)
            self._networks[name] = PeftModel.from_pretrained(self._loaded(), self._store.path(name)).eval()
        return self._networks[name]

    def _loaded(self) -> torch.nn.Module:
        return AutoModelForCausalLM.from_pretrained(self._model, dtype=torch.float32).eval()


def create_app(reference: Reference) -> Starlette:
    """`/health`, and `/v1/chat/completions` streamed or whole."""

    async def health(request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def complete(request: Request) -> Response:
        asked = chat.parse(await request.json())
        text, reason, usage = await reference.complete(asked)
        answer = Answer(asked.model)
        if not asked.stream:
            return JSONResponse(answer.whole(text, reason, usage))
        events = (answer.opening(), answer.delta(text), answer.closing(reason), answer.usage(usage), answers.DONE)
        return Response("".join(events), media_type="text/event-stream")

    routes = [Route("/v1/chat/completions", complete, methods=["POST"]), Route("/health", health)]
    return Starlette(routes=routes, exception_handlers=HANDLERS)


def main() -> None:
    """Serve until told to end."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.engine_transformers")
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--adapters", type=Path, required=True)
    parser.add_argument("--port", type=int, default=8002)
    options = parser.parse_args()
    reference = Reference(options.model, AdapterStore(options.adapters))
    uvicorn.run(create_app(reference), host="127.0.0.1", port=options.port, log_level="warning")


if __name__ == "__main__":
    main()
