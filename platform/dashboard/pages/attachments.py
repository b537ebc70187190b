"""A file that a visitor has sent, for the people of the business."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from assistants.models import Assistant
from chat.attachments.download import download
from chat.errors import Unknown
from chat.models import Attachment
from dashboard.access import PageRequest, for_assistant


@for_assistant
def attachment(request: PageRequest, assistant: Assistant, attachment_id: UUID) -> HttpResponse:
    """The file, to be saved."""
    found = get_object_or_404(Attachment.objects.filter(conversation__assistant=assistant), pk=attachment_id)
    try:
        return download(found)
    except Unknown as error:
        raise Http404(str(error)) from error
