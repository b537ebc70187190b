"""The background work of this app."""

from chat.handoff.leads import LEAD_MAIL
from chat.handoff.mail import mail_lead, mail_waiting
from chat.handoff.request import WAITING_MAIL
from chat.models import Conversation, Lead
from tenants.jobs import JobContext, handler


@handler(LEAD_MAIL)
def send_lead(context: JobContext) -> None:
    """A visitor's message → the business's mailbox."""
    if lead := Lead.objects.select_related("assistant__tenant").filter(pk=context.subject_id).first():
        mail_lead(lead)


@handler(WAITING_MAIL)
def send_waiting(context: JobContext) -> None:
    """A visitor who waits, and an inbox that nobody has open → an e-mail."""
    rows = Conversation.objects.select_related("assistant__tenant")
    if conversation := rows.filter(pk=context.subject_id).first():
        mail_waiting(conversation)
