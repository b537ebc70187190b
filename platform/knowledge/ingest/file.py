"""Uploaded files and pasted text."""

from pathlib import PurePath

from knowledge.indexing import index, index_rows
from knowledge.ingest.watch import Watch
from knowledge.models import Document, Question, Source
from knowledge.reading import Kind, Reading, Unreadable, kind_of, sandbox
from knowledge.reading.readers import plain
from tenants.errors import UserError
from tenants.scope import current_tenant


def ingest_file(source: Source, watch: Watch) -> None:
    """Reads the uploaded file. Raises a UserError that says what is wrong with it."""
    with source.file.open() as handle:
        data = handle.read()
    name = PurePath(source.title).name
    watch.progress(found=1, read=0, failed=0)
    try:
        kind = kind_of(name, data)
        reading = sandbox.read(kind, name, data)
    except Unreadable as error:
        raise UserError(error.message, error.hint, code=error.code) from error
    watch.check()
    if kind is Kind.CSV:
        _store_rows(source, reading)
    else:
        _store(source, reading, " ".join(reading.notes))
    watch.progress(read=1)


def ingest_text(source: Source, watch: Watch) -> None:
    """Reads the pasted text. Raises a UserError if there is no word in it."""
    watch.progress(found=1, read=0, failed=0)
    try:
        reading = plain.read(source.text.encode(), f"{source.title}.txt")
    except Unreadable as error:
        raise UserError(error.message, error.hint, code=error.code) from error
    _store(source, Reading(source.title, reading.sections, reading.pairs))
    watch.progress(read=1)


def _store(source: Source, reading: Reading, note: str = "") -> None:
    document = source.documents.first() or Document(source=source)
    document.state, document.content_sha256 = Document.State.READ, reading.sha256
    document.error_code, document.error = ("partly_read" if note else ""), note
    index(document, reading)


def _store_rows(source: Source, reading: Reading) -> None:
    rows = [
        (
            Document(
                tenant=current_tenant(),
                source=source,
                title=pair.question[:300],
                state=Document.State.READ,
                words=len(pair.answer.split()),
            ),
            pair,
        )
        for pair in reading.pairs
    ]
    index_rows(list(source.documents.all()), rows, Question.Origin.CSV)
