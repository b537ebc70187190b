"""What a visitor may send: texts that are read, and pictures that a person looks at."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.conf import settings

from chat.attachments.errors import WrongFile
from knowledge.reading import Kind, Unreadable, kind_of

TEXTS = {
    ".pdf": Kind.PDF,
    ".docx": Kind.DOCX,
    ".txt": Kind.TEXT,
    ".md": Kind.MARKDOWN,
    ".markdown": Kind.MARKDOWN,
    ".csv": Kind.SHEET,
}
# Ending → content type, and the bytes that such a file has at these places.
PICTURES = {
    ".png": ("image/png", {0: b"\x89PNG\r\n\x1a\n"}),
    ".jpg": ("image/jpeg", {0: b"\xff\xd8\xff"}),
    ".jpeg": ("image/jpeg", {0: b"\xff\xd8\xff"}),
    ".webp": ("image/webp", {0: b"RIFF", 8: b"WEBP"}),
}
# No browser shows such a file on our origin, whatever is in it.
OPAQUE = "application/octet-stream"
TAKEN = "Send a PDF, Word (.docx), text, Markdown or CSV file, or a PNG, JPEG or WebP picture."


@dataclass(frozen=True)
class Sort:
    """`kind`: how it is read; None for a picture. `content_type`: under which it is given out."""

    kind: Kind | None
    content_type: str = OPAQUE


def offer() -> dict[str, Any]:
    """What a session tells: `{"most_bytes", "types"}`."""
    return {"most_bytes": most_bytes(), "types": [*TEXTS, *PICTURES]}


def most_bytes() -> int:
    """The size of the largest file that is taken."""
    return min(settings.CHAT_FILE_MAX_BYTES, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def sort_of(name: str, data: bytes) -> Sort:
    """What a file is, by its name, confirmed by its first bytes. Raises WrongFile."""
    suffix = PurePath(name).suffix.lower()
    if suffix in PICTURES:
        content_type, magic = PICTURES[suffix]
        if any(not data.startswith(wanted, place) for place, wanted in magic.items()):
            raise WrongFile("This is not a picture of the kind that its name says.", TAKEN, code="wrong_type")
        return Sort(None, content_type)
    if suffix not in TEXTS:
        raise WrongFile(f"Files of type “{suffix or name}” are not taken here.", TAKEN)
    try:
        kind_of(name, data)
    except Unreadable as error:
        hint = error.hint if error.code == "encrypted" else TAKEN
        raise WrongFile(error.message, hint, code=error.code) from error
    return Sort(TEXTS[suffix])
