"""A file on its way in: the body of a call, with its name in the address."""

import hashlib
from dataclasses import dataclass

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from assistants.words import storable
from chat.attachments.errors import FileTooLarge
from chat.attachments.kinds import Sort, most_bytes, sort_of
from chat.errors import BadRequest

LONGEST_NAME = 120


@dataclass(frozen=True)
class Sent:
    """A file that may be taken, as far as can be told before it is read."""

    name: str
    data: bytes
    sort: Sort

    @property
    def sha256(self) -> str:
        """By which the same file is known again."""
        return hashlib.sha256(self.data).hexdigest()


def sent(request: HttpRequest) -> Sent:
    """The file of a call. Raises FileTooLarge, WrongFile, BadRequest."""
    try:
        data = request.body
    except RequestDataTooBig:
        raise FileTooLarge(most_bytes()) from None
    if len(data) > most_bytes():
        raise FileTooLarge(most_bytes())
    if not data:
        raise BadRequest("The file is empty.", "Choose another file.", code="empty")
    name = plain_name(request.GET.get("name", ""))
    return Sent(name, data, sort_of(name, data))


def plain_name(said: str) -> str:
    """A file's name without folders, and without signs that are not seen: those could turn its ending around."""
    name = "".join(sign for sign in storable(said).replace("\\", "/").rpartition("/")[2] if sign.isprintable())
    return name.strip()[-LONGEST_NAME:]
