"""One answer in the making. It belongs to the server: readers come and go, and only *stop* ends it early."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import Any, cast

from django.db import transaction
from django.db.models import QuerySet

from assistants.answers import Answer, Cited, Prepared, compose, read, sources
from chat.asker import asker_of
from chat.draft import Draft
from chat.events import Kind
from chat.failures import INTERNAL, INTERRUPTED, code_of, described
from chat.handoff.happenings import told
from chat.handoff.request import ask_when_lost
from chat.handoff.states import SILENT
from chat.log import EventLog
from chat.models import Conversation, Message
from chat.replay import start_of
from chat.routes import routed
from chat.threads import in_thread
from chat.turns import Turn
from serving.client import ChatRequest, Delta, Engine
from tenants.scope import tenant_scope

logger = logging.getLogger(__name__)


class Reply:
    """Writes the answer of a turn to the log and to its row."""

    def __init__(self, turn: Turn, log: EventLog, engine: Engine) -> None:
        self._turn = turn
        self._log = log
        self._engine = engine
        self._draft = Draft()
        self._prepared = Prepared(None, [])
        self._task: asyncio.Task[None] | None = None
        self._ending = False
        self._stopping = False

    @property
    def text(self) -> str:
        """What is written so far."""
        return self._draft.text

    async def begin(self) -> asyncio.Task[None]:
        """Opens the log, so that a reader finds it, and goes on by itself in the returned task."""
        await self._emit("start", start_of(self._turn.answer))
        self._task = asyncio.create_task(self._write())
        return self._task

    def stop(self) -> None:
        """Ends the answer here, keeping what there is. Stops the engine too."""
        if self._task and not self._ending and not self._stopping:
            self._stopping = True
            self._task.cancel()

    async def _write(self) -> None:
        with tenant_scope(self._turn.session.tenant):
            try:
                await self._answer()
            except asyncio.CancelledError:
                if not self._stopping:
                    await self._shut_down()
                    raise
                await self._finish_stopped()
            except Exception as error:
                code = code_of(error)
                # What an unexpected error says may quote the question, which has no place in a log.
                said = type(error).__name__ if code == INTERNAL else error
                logger.warning("Answer %s failed: %s", self._turn.answer.pk, said, exc_info=code == INTERNAL)
                await self._fail(code)

    async def _answer(self) -> None:
        self._prepared = await in_thread(self._compose)
        if self._stopping:
            raise asyncio.CancelledError
        if self._prepared.request:
            await self._open()
            await self._generate(self._prepared.request)
        elif self._prepared.known:
            await self._emit("delta", {"text": self._draft.add(Delta(self._prepared.known))})
        await self._finish(Message.State.DONE, self._prepared.read(self._draft.text, cut=self._draft.cut))

    def _compose(self) -> Prepared:
        """Notes, too, a stop from before this answer was running anywhere: then nobody was told of it."""
        session, question = self._turn.session, self._turn.question.text
        asker = asker_of(session.assistant, self._turn.question.conversation)
        composed = compose(session.assistant, question, self._turn.history, session.adapter, asker)
        prepared = routed(composed, self._turn)
        self._stopping |= self._row().filter(stop_requested=True).exists()
        return prepared

    async def _open(self) -> None:
        """Greets back before the answer. A refusal stands alone, so the greeting is no part of the draft."""
        if opening := self._prepared.opening:
            await self._emit("delta", {"text": f"{opening} "})

    async def _generate(self, request: ChatRequest) -> None:
        # Closing the stream, and not the collector's coming by, is what stops the engine.
        async with aclosing(cast("AsyncGenerator[Delta, None]", self._engine.stream(request))) as deltas:
            async for delta in deltas:
                if added := self._draft.add(delta):
                    await self._emit("delta", {"text": added})

    async def _shut_down(self) -> None:
        """The process ends. An answer that is being stored already is left to its storing."""
        if not self._ending:
            await self._fail(INTERRUPTED)

    async def _finish_stopped(self) -> None:
        text = self._draft.text.rstrip()
        try:
            await self._finish(Message.State.STOPPED, Answer(text, read(text, self._prepared.hits).citations))
        except Exception:
            logger.exception("Answer %s could not be stopped well.", self._turn.answer.pk)
            await self._fail(INTERNAL)

    async def _finish(self, state: Message.State, answer: Answer) -> None:
        self._ending = True
        opening = self._prepared.opening
        shown = f"{opening} {self._draft.text}" if opening else self._draft.text
        if opening and not answer.refused:
            answer = replace(answer, text=f"{opening} {answer.text}".strip())
        cited = sources(answer, self._prepared.hits)
        state, handoff = await in_thread(self._settle, state, answer, cited)
        if answer.text != shown:
            await self._emit("replace", {"text": answer.text})
        await self._emit("sources", {"sources": cited})
        if handoff:
            await self._emit("handoff", handoff)
        await self._emit("done", {"state": state.value, "text": answer.text, "refused": answer.refused})

    @transaction.atomic
    def _settle(
        self, state: Message.State, answer: Answer, cited: list[Cited]
    ) -> tuple[Message.State, dict[str, Any] | None]:
        """Stores the end, as stopped if somebody asked for that in time, and says which person answers from now on."""
        stopped, standing = self._row().values_list("stop_requested", "conversation__state").get()
        if stopped:
            state = Message.State.STOPPED
        self._save(state=state, text=answer.text, sources=cited, refused=answer.refused)
        conversation = self._turn.question.conversation
        if answer.refused and state == Message.State.DONE:
            ask_when_lost(conversation)
            standing = Conversation.objects.values_list("state", flat=True).get(pk=conversation.pk)
        if standing not in SILENT:
            return state, None
        agent = Conversation.objects.select_related("agent").get(pk=conversation.pk).agent
        return state, told(standing, agent.name if agent else None)

    async def _fail(self, code: str) -> None:
        self._ending = True
        state = Message.State.INTERRUPTED if code == INTERRUPTED else Message.State.FAILED
        try:
            await in_thread(self._save, state=state, text=self._draft.text, error_code=code)
        except Exception:
            logger.exception("The end of answer %s could not be stored.", self._turn.answer.pk)
        # Whatever happened, readers must see an end.
        await self._emit("error", described(code, self._turn.question.conversation.spoken))

    def _save(self, **fields: Any) -> None:
        draft = self._draft
        self._row().update(
            first_token_ms=draft.first_token_ms,
            total_ms=draft.age_ms,
            prompt_tokens=draft.usage.prompt_tokens,
            completion_tokens=draft.usage.completion_tokens,
            **fields,
        )

    def _row(self) -> QuerySet[Message]:
        return Message.objects.filter(pk=self._turn.answer.pk)

    async def _emit(self, kind: Kind, data: dict[str, Any]) -> None:
        await self._log.append(self._turn.answer.pk, kind, data)
