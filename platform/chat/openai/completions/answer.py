"""Has a question of a program answered: composed, generated, read, recorded."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial
from typing import cast

from django.conf import settings

from assistants.answers import Answer, Cited, Prepared, compose, sources
from chat.draft import Draft
from chat.failures import code_of
from chat.models import Message
from chat.openai.completions.asked import Asked
from chat.openai.completions.record import record
from chat.openai.completions.telling import Telling
from chat.openai.names import Served
from chat.threads import in_thread
from serving.client import Delta, Engine
from tenants.scope import tenant_scope


@dataclass
class Answering:
    """One answer. `pieces` makes it; afterwards `answer`, `sources` and `draft` say how it ended."""

    asked: Asked
    served: Served
    prepared: Prepared
    draft: Draft = field(default_factory=Draft)
    answer: Answer = field(default_factory=lambda: Answer(""))
    sources: list[Cited] = field(default_factory=list)

    async def pieces(self) -> AsyncIterator[str]:
        """The text as it can be told. However this ends, closed early included, it is recorded. Raises EngineErrors."""
        telling = Telling(self.prepared.hits)
        state, code = Message.State.STOPPED, ""
        try:
            async with aclosing(self._deltas()) as deltas:
                async for delta in deltas:
                    self.draft.add(delta)
                    if added := telling.more(self.draft.text):
                        yield added
            state = Message.State.DONE
            self._finish()
            if added := telling.rest(self.answer):
                yield added
        except Exception as error:
            state, code = Message.State.FAILED, code_of(error)
            raise
        finally:
            await self._record(state, code)

    @property
    def finish_reason(self) -> str:
        """OpenAI's word for why the answer ended."""
        return "length" if self.draft.cut else "stop"

    async def _deltas(self) -> AsyncGenerator[Delta, None]:
        """What the engine says; nothing where no passage is near, for then no model is asked."""
        if self.prepared.request is None:
            return
        request = self.asked.applied(self.prepared.request)
        async with (
            Engine(settings.ENGINE_URL, timeout=settings.ENGINE_TIMEOUT) as engine,
            # Closing the stream is what stops the engine.
            aclosing(cast("AsyncGenerator[Delta, None]", engine.stream(request))) as deltas,
        ):
            async for delta in deltas:
                yield delta

    def _finish(self) -> None:
        self.answer = self.prepared.read(self.draft.text, cut=self.draft.cut)
        self.sources = sources(self.answer, self.prepared.hits)

    async def _record(self, state: Message.State, code: str) -> None:
        text = self.answer.text if state == Message.State.DONE else self.draft.text
        keep = partial(record, self, state, text, code)
        with tenant_scope(self.served.assistant.tenant):
            await in_thread(keep)


async def begin(asked: Asked, served: Served) -> Answering:
    """Retrieval and prompt for a question, in the tenant's scope."""
    prepared = await in_thread(compose, served.assistant, asked.question, asked.history, served.adapter)
    return Answering(asked, served, prepared)
