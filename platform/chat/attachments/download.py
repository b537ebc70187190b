"""Gives a visitor's file out so that no browser takes it for a page of ours."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from chat.errors import Unknown
from chat.models import Attachment


def download(attachment: Attachment) -> HttpResponse:
    """The file, to be saved. Raises Unknown when the storage has lost it."""
    try:
        with attachment.file.open() as handle:
            data = handle.read()
    except OSError:
        raise Unknown("This file is not there any more.", "Ask for it again.") from None
    return HttpResponse(
        data,
        content_type=attachment.content_type,
        headers={
            "Content-Disposition": str(content_disposition_header(True, attachment.name)),
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
