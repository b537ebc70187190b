"""`/v1/files`: what a program uploads to train on, and result files."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.http.multipartparser import MultiPartParserError

from chat.openai import names
from chat.openai.door import Call, Json
from chat.openai.errors import InvalidRequest, NotFound, unsupported
from chat.openai.fine_tuning.results import settle
from chat.openai.models import File
from chat.openai.pages import page
from tenants import audit

KIND = "file"
MOST = 10_000


def uploaded(call: Call) -> Json:
    """Takes a file in."""
    form, file = _form(call)
    purpose = form.get("purpose")
    if purpose != File.Purpose.FINE_TUNE:
        raise unsupported("purpose", f"Only {File.Purpose.FINE_TUNE.value!r} is, not {purpose!r}.")
    if any(name.startswith("expires_after") for name in form):
        raise unsupported("expires_after", "Files stay until they are deleted.")
    return shown(_store(_checked(file)))


def listed(call: Call) -> Json:
    """The business's files, the newest first."""
    settle()
    query = call.request.GET
    purposes = [one for one in File.Purpose.values if query.get("purpose", one) == one]
    return page(File.objects.filter(purpose__in=purposes), query, KIND, shown, MOST, MOST)


def retrieved(call: Call, file: str) -> Json:
    """What is known of a file."""
    return shown(found(file))


def content(call: Call, file: str) -> HttpResponse:
    """The file itself, never to be shown by a browser."""
    row = found(file)
    with row.content.open("rb") as handle:
        response = HttpResponse(handle.read(), content_type="application/octet-stream")
    response["Content-Disposition"] = "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@transaction.atomic
def deleted(call: Call, file: str) -> Json:
    """Removes a file. What was learned from it stays."""
    row = found(file)
    name, storage = str(row.content.name), row.content.storage
    row.delete()
    audit.record("file.delete", row)
    transaction.on_commit(partial(storage.delete, name))
    return {"id": file, "object": "file", "deleted": True}


def found(file: object, param: str | None = None) -> File:
    """The business's file of that id."""
    row = File.objects.filter(pk=names.private(KIND, file, param)).first()
    if row is None:
        raise NotFound(f"There is no file {file!r}.", "GET /v1/files lists what there is.", param=param)
    return row


def shown(row: File) -> Json:
    """OpenAI's file object."""
    return {
        "id": names.public(KIND, row.pk),
        "object": "file",
        "bytes": row.bytes,
        "created_at": int(row.created_at.timestamp()),
        "filename": row.filename,
        "purpose": row.purpose,
        "status": "processed",
        "status_details": None,
        "expires_at": None,
    }


def _form(call: Call) -> tuple[dict[str, str], UploadedFile[bytes] | None]:
    try:
        return call.request.POST.dict(), call.request.FILES.get("file")
    except (MultiPartParserError, RequestDataTooBig, TooManyFilesSent):
        hint = "Send `multipart/form-data` with `file` and `purpose`."
        raise InvalidRequest("The upload cannot be read.", hint, param="file") from None


def _checked(file: UploadedFile[bytes] | None) -> UploadedFile[bytes]:
    if file is None or not file.size:
        raise InvalidRequest("No file came with the call, or an empty one.", "Send one as `file`.", param="file")
    if file.size > settings.UPLOAD_MAX_BYTES:
        most = settings.UPLOAD_MAX_BYTES // 2**20
        raise InvalidRequest("The file is too large.", f"Send up to {most} MB.", param="file", code="file_too_large")
    return file


@transaction.atomic
def _store(file: UploadedFile[bytes]) -> File:
    name = (file.name or "upload.jsonl")[-200:]
    row = File.objects.create(purpose=File.Purpose.FINE_TUNE, filename=name, bytes=file.size or 0, content=file)
    audit.record("file.upload", row, bytes=row.bytes)
    return row
