"""What the business is told by e-mail while its inbox is closed."""

from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from chat.handoff.states import State
from chat.models import ChatSettings, Conversation, Lead, settings_of
from tenants.models import Membership


def mail_lead(lead: Lead) -> None:
    """Sends a visitor's message; answering the mail answers the visitor. A second call sends nothing."""
    if lead.mailed_at:
        return
    who = f"{lead.name} <{lead.email}>" if lead.name else lead.email
    page = f"\n\nWritten on {lead.origin}." if lead.origin else ""
    _send(
        settings_of(lead.assistant),
        f"{lead.assistant.name}: a message from {lead.name or lead.email}",
        f"{who} wrote:\n\n{lead.text}{page}\nAll messages: {_page('leads', lead.assistant_id)}",
        [lead.email],
    )
    Lead.objects.filter(pk=lead.pk).update(mailed_at=timezone.now())


def mail_waiting(conversation: Conversation) -> None:
    """Says that a visitor waits for a person, if nobody has come meanwhile."""
    if conversation.state != State.WAITING:
        return
    page = f"{_page('inbox', conversation.assistant_id)}#{conversation.pk}"
    _send(
        settings_of(conversation.assistant),
        f"{conversation.assistant.name}: a visitor asks for a person",
        f"Somebody waits in the chat{f' on {conversation.origin}' if conversation.origin else ''}.\n\nAnswer: {page}",
        [],
    )


def _send(chat: ChatSettings, subject: str, text: str, reply_to: list[str]) -> None:
    if to := [chat.lead_email] if chat.lead_email else _owners(chat):
        EmailMessage(" ".join(subject.split()), text, to=to, reply_to=reply_to).send()


def _owners(chat: ChatSettings) -> list[str]:
    owners = Membership.objects.filter(tenant=chat.assistant.tenant, role=Membership.Role.OWNER, user__is_active=True)
    return [email for email in owners.values_list("user__email", flat=True) if email]


def _page(name: str, assistant: UUID) -> str:
    return f"{settings.BASE_URL}{reverse(name, args=[assistant])}"
