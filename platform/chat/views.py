"""The widget's API. A view reads the call, asks one question of the parts behind, and renders."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, JsonResponse

from chat import bodies, limits, replies, sse, workflows
from chat.callers import Caller, of_request
from chat.door import public, signed_in
from chat.languages import preferred
from chat.session import Session, open_session
from chat.threads import in_thread
from chat.transcript import as_json
from tenants.scope import tenant_scope


@public("POST")
async def sessions(request: HttpRequest, caller: Caller) -> HttpResponseBase:
    """`{site_key, visitor?, identity?, languages?}` → token, assistant, and the visitor's conversation so far."""
    replies.current()
    body = bodies.json_object(request)
    site_key = bodies.site_key(body)
    await limits.may_open_session(site_key, caller, bodies.proof(request))
    who, languages = (body.get("visitor"), caller, body.get("identity")), preferred(body.get("languages"))
    opened = await in_thread(open_session, site_key, *who, languages)
    return JsonResponse(opened)


@signed_in("POST")
async def messages(request: HttpRequest, session: Session) -> HttpResponseBase:
    """`{text}` → the answer as a stream of events. A repeated `Idempotency-Key` gets the same answer."""
    text = bodies.question(bodies.json_object(request))
    key = bodies.idempotency_key(request.headers.get("Idempotency-Key"))
    await limits.may_ask(session, of_request(request), bodies.proof(request))
    turn = await replies.current().ask(session, text, key)
    return sse.stream(replies.current().follow(turn))


@signed_in("GET")
async def stream(request: HttpRequest, session: Session, message_id: UUID) -> HttpResponseBase:
    """The events beyond `after` (or `Last-Event-ID`), to the answer's end."""
    seen = bodies.after(request.GET.get("after") or request.headers.get("Last-Event-ID"))
    with tenant_scope(session.tenant):
        answer = await in_thread(workflows.answer_of, session, message_id)
    return sse.stream(replies.current().read(session.tenant, answer.pk, seen))


@signed_in("POST")
async def cancel(request: HttpRequest, session: Session, message_id: UUID) -> HttpResponseBase:
    """Stops an answer; what it says so far stays. Stopping one that has ended changes nothing."""
    with tenant_scope(session.tenant):
        answer = await in_thread(workflows.answer_of, session, message_id)
    await replies.current().stop(session.tenant, answer.pk)
    return JsonResponse({"id": str(answer.pk)}, status=202)


@signed_in("POST")
async def feedback(request: HttpRequest, session: Session, message_id: UUID) -> HttpResponseBase:
    """`{rating, comment?}` about an answer."""
    rating, comment = bodies.feedback(bodies.json_object(request))
    with tenant_scope(session.tenant):
        answer = await in_thread(workflows.answer_of, session, message_id)
        await in_thread(workflows.rate, answer, rating, comment)
    return JsonResponse(as_json(answer))


@signed_in("GET")
async def conversation(request: HttpRequest, session: Session) -> HttpResponseBase:
    """The visitor's own transcript."""
    with tenant_scope(session.tenant):
        return JsonResponse(await in_thread(workflows.own_transcript, session))
