"""Keeps what a program asked and was told, beside what visitors were: usage and unanswered questions count both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from chat.models import Conversation, Message

if TYPE_CHECKING:
    from chat.openai.completions.answer import Answering


@transaction.atomic
def record(done: Answering, state: Message.State, text: str, code: str) -> None:
    """The question and its answer as a conversation of their own: a program keeps its own threads."""
    conversation = Conversation.objects.create(assistant=done.served.assistant, channel=Conversation.Channel.API)
    question = Message.objects.create(conversation=conversation, role=Message.Role.VISITOR, text=done.asked.question)
    draft = done.draft
    Message.objects.create(
        conversation=conversation,
        role=Message.Role.ASSISTANT,
        reply_to=question,
        state=state,
        text=text,
        sources=done.sources,
        adapter=done.prepared.adapter,
        refused=done.answer.refused,
        error_code=code,
        first_token_ms=draft.first_token_ms,
        total_ms=draft.age_ms,
        prompt_tokens=draft.usage.prompt_tokens,
        completion_tokens=draft.usage.completion_tokens,
    )
