"""The widget's calls around files."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, JsonResponse

from chat import bodies, limits
from chat.attachments import workflows
from chat.attachments.arriving import sent
from chat.attachments.download import download
from chat.attachments.reading import read
from chat.callers import of_request
from chat.door import signed_in
from chat.models import Attachment
from chat.session import Session
from chat.threads import in_thread
from chat.transcript import as_json, standing
from tenants.scope import tenant_scope


@signed_in("POST")
async def send(request: HttpRequest, session: Session) -> HttpResponseBase:
    """The file as the body, `?name=` its name → the message that shows it, and who answers. A repeat sends it once."""
    file = sent(request)
    await limits.may_ask(session, of_request(request), bodies.proof(request))
    with tenant_scope(session.tenant):
        if earlier := await in_thread(workflows.known, session, file):
            return JsonResponse(await in_thread(_told, earlier))
        # Reading takes seconds. A visitor who goes away meanwhile cancels this, and nothing is stored.
        text = await in_thread(read, file)
        attachment = await in_thread(workflows.attach, session, file, text)
        return JsonResponse(await in_thread(_told, attachment), status=201)


@signed_in("GET")
async def fetch(request: HttpRequest, session: Session, attachment_id: UUID) -> HttpResponseBase:
    """A file that the visitor has sent."""
    with tenant_scope(session.tenant):
        attachment = await in_thread(workflows.of_session, session, attachment_id)
        return await in_thread(download, attachment)


def _told(attachment: Attachment) -> dict[str, Any]:
    conversation = attachment.conversation
    told = {"message": as_json(attachment.message), "conversation_id": str(conversation.pk)}
    return told | standing(conversation)
