"""The widget's calls around people: asking for one, hearing from one, leaving a message."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from chat import bodies, limits, replies, sse
from chat.callers import of_request
from chat.door import bearer, signed_in
from chat.errors import Unknown
from chat.handoff import bell, leads
from chat.handoff.errors import NobodyThere
from chat.handoff.feed import follow
from chat.handoff.request import ask_as_visitor, withdraw
from chat.handoff.states import SILENT
from chat.models import Conversation
from chat.session import Session
from chat.threads import in_thread
from chat.transcript import standing
from chat.turns import thread_of
from tenants.scope import tenant_scope


@signed_in("POST")
async def handoff(request: HttpRequest, session: Session) -> HttpResponseBase:
    """Asks for a person; a repeat changes nothing. 409 when nobody is there."""
    await limits.may_ask(session, of_request(request), bodies.proof(request))
    return JsonResponse(await ask(session))


@signed_in("POST")
async def cancel(request: HttpRequest, session: Session) -> HttpResponseBase:
    """Goes on with the bot, unless a person is there by now."""
    return JsonResponse(await go_on(session))


@signed_in("POST")
async def typing(request: HttpRequest, session: Session) -> HttpResponseBase:
    """The visitor is typing: agents see it for a moment."""
    await tell_typing(session)
    return HttpResponse(status=204)


@signed_in("GET")
async def events(request: HttpRequest, session: Session) -> HttpResponseBase:
    """What happens beyond `after` (or `Last-Event-ID`), live."""
    seen = bodies.after(request.GET.get("after") or request.headers.get("Last-Event-ID"))
    token = bearer(request)
    return sse.stream(follow(lambda: token, of_request(request), seen))


@signed_in("POST")
async def leave(request: HttpRequest, session: Session) -> HttpResponseBase:
    """`{name?, email, text}` → a message for the business."""
    lead = leads.read(bodies.json_object(request))
    await limits.may_ask(session, of_request(request), bodies.proof(request))
    with tenant_scope(session.tenant):
        stored = await in_thread(leads.leave, session, lead)
    return JsonResponse({"id": str(stored.pk)}, status=201)


async def ask(session: Session) -> dict[str, Any]:
    """Asks for a person and stops what the bot is saying. Raises NobodyThere."""
    with tenant_scope(session.tenant):
        standing, running = await in_thread(_ask, session)
    for answer in running:
        await replies.current().stop(session.tenant, answer)
    return standing


async def go_on(session: Session) -> dict[str, Any]:
    """Goes on with the bot, while nobody has come."""
    with tenant_scope(session.tenant):
        return await in_thread(_go_on, session)


async def tell_typing(session: Session) -> None:
    """Shows the inboxes that the visitor is typing, while a person is asked for or there."""
    with tenant_scope(session.tenant):
        conversation = await in_thread(session.conversation)
    if conversation and conversation.state in SILENT:
        ring = {"type": "typing", "conversation": str(conversation.pk)}
        await bell.deliver([bell.inbox(session.assistant.pk)], ring)


@transaction.atomic
def _ask(session: Session) -> tuple[dict[str, Any], list[UUID]]:
    conversation = thread_of(session)
    asked, running = ask_as_visitor(conversation)
    if not asked.comes:
        # Out of the transaction: a conversation that was begun for this is none.
        raise NobodyThere
    return _standing(conversation), running


def _go_on(session: Session) -> dict[str, Any]:
    conversation = session.conversation()
    if conversation is None:
        raise Unknown("There is no conversation yet.", "Ask something first.")
    withdraw(conversation)
    return _standing(conversation)


def _standing(conversation: Conversation) -> dict[str, Any]:
    conversation.refresh_from_db()
    return {"conversation_id": str(conversation.pk)} | standing(conversation)
