"""From a visitor's file to passages with vectors. Nothing is stored here."""

import threading
from dataclasses import dataclass, field

from chat.attachments.arriving import Sent
from chat.attachments.errors import ManyAtOnce, ReadLater, WrongFile
from knowledge import passages
from knowledge.embedding import Embedded, embed_drafts
from knowledge.passages import Draft
from knowledge.reading import Kind, Unreadable, sandbox
from serving.client import EngineError

SECONDS = 20.0
AGAIN_AFTER = 10
# About 25 pages: what its visitor waits for, and what is searched with each question.
MOST_PASSAGES = 100
# A file costs a processor and some hundred megabytes for seconds; answers have the threads that are left.
_places = threading.BoundedSemaphore(2)


@dataclass(frozen=True)
class Text:
    """What a file says; nothing for a picture. `partly`: there was more of it."""

    drafts: list[Draft] = field(default_factory=list)
    embedded: list[Embedded] = field(default_factory=list)
    partly: bool = False


def read(file: Sent) -> Text:
    """Reads a file in a process of its own. Raises WrongFile, ManyAtOnce, ReadLater."""
    if file.sort.kind is None:
        return Text()
    if not _places.acquire(blocking=False):
        raise ManyAtOnce(AGAIN_AFTER)
    try:
        return _read(file, file.sort.kind)
    except Unreadable as error:
        raise WrongFile(error.message, error.hint, code=error.code) from error
    except EngineError as error:
        raise ReadLater from error
    finally:
        _places.release()


def _read(file: Sent, kind: Kind) -> Text:
    reading = sandbox.read(kind, file.name, file.data, seconds=SECONDS)
    drafts = passages.cut(reading.sections, reading.pairs)
    kept = drafts[:MOST_PASSAGES]
    return Text(kept, embed_drafts(file.name, kept), len(drafts) > len(kept))
