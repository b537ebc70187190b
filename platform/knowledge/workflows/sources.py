"""Sources: websites, files and texts, added, read again, removed."""

from __future__ import annotations

import hashlib
from pathlib import PurePath

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from knowledge import errors
from knowledge.addresses import canonical, key
from knowledge.egress import address, check_literal
from knowledge.jobs import ATTEMPTS, READ
from knowledge.models import Source
from knowledge.reading import Unreadable, kind_of
from tenants import audit
from tenants.jobs import cancel, enqueue, latest
from tenants.models import Job

Actor = User | AnonymousUser | None
MOST_PAGES = 5_000
DEEPEST = 20
MOST_CHARACTERS = 1_000_000
LONGEST_TITLE = 300
READ_IT_AGAIN = "Read it again instead, to pick up what changed."


@transaction.atomic
def add_website(url: str, *, page_budget: int = 100, depth_budget: int = 5, actor: Actor = None) -> Source:
    """A website to be read by a job. Raises an EgressError or Rejected."""
    typed = url.strip()
    start = address(typed if "://" in typed else f"https://{typed}")
    check_literal(start)
    home = canonical(str(start))
    if any(key(known) == key(home) for known in _websites()):
        raise errors.here_already(home, READ_IT_AGAIN)
    return _add(
        Source(
            kind=Source.Kind.WEBSITE,
            title=start.netloc.decode("ascii"),
            url=home,
            page_budget=max(1, min(page_budget, MOST_PAGES)),
            depth_budget=max(0, min(depth_budget, DEEPEST)),
        ),
        actor,
    )


@transaction.atomic
def add_file(uploaded: UploadedFile[bytes], *, actor: Actor = None) -> Source:
    """A file to be read by a job. Raises Rejected for what is empty, too large, of no known kind, or here already."""
    name = PurePath(uploaded.name or "file").name[-LONGEST_TITLE:]
    if not uploaded.size:
        raise errors.missing("file")
    if uploaded.size > settings.UPLOAD_MAX_BYTES:
        raise errors.Rejected(
            f"This file has {uploaded.size / 2**20:.0f} MB; the most is {settings.UPLOAD_MAX_BYTES / 2**20:.0f} MB.",
            "Split it, or upload the part that matters.",
            code="too_large",
            status=413,
        )
    data = uploaded.read()
    uploaded.seek(0)
    try:
        kind_of(name, data)
    except Unreadable as error:
        raise errors.Rejected(error.message, error.hint, code=error.code) from error
    return _add(Source(kind=Source.Kind.FILE, title=name, file=uploaded, sha256=_new_digest(data, name)), actor)


@transaction.atomic
def add_text(title: str, text: str, *, actor: Actor = None) -> Source:
    """A pasted text to be read by a job. Raises Rejected for what is empty, too long, or here already."""
    title, text = title.strip()[:LONGEST_TITLE], text.strip()
    if not title or not text:
        raise errors.missing("text" if title else "title")
    if len(text) > MOST_CHARACTERS:
        raise errors.too_long("text", len(text), MOST_CHARACTERS)
    digest = _new_digest(text.encode(), "This text")
    return _add(Source(kind=Source.Kind.TEXT, title=title, text=text, sha256=digest), actor)


@transaction.atomic
def read_again(source: Source, *, actor: Actor = None) -> Job:
    """A job that reads the source again, or the one that is about to. Raises NothingToRead for typed questions."""
    if source.kind == Source.Kind.QUESTIONS:
        raise errors.NothingToRead
    running = latest(READ, source.pk)
    if running and not running.finished:
        return running
    source.state, source.error_code, source.error = Source.State.WAITING, "", ""
    source.save(update_fields=["state", "error_code", "error"])
    audit.record("source.read", source.title, actor=actor, id=str(source.pk))
    return enqueue(READ, source.pk, max_attempts=ATTEMPTS)


@transaction.atomic
def remove_source(source: Source, *, actor: Actor = None) -> None:
    """Removes a source with everything that was read from it, and stops its reading."""
    running = latest(READ, source.pk)
    if running and not running.finished:
        cancel(running)
    audit.record("source.remove", source.title, actor=actor, id=str(source.pk), kind=source.kind)
    if source.file:
        storage, name = source.file.storage, str(source.file.name)
        transaction.on_commit(lambda: storage.delete(name))
    source.delete()


def _add(source: Source, actor: Actor) -> Source:
    source.save()
    audit.record("source.add", source.title, actor=actor, id=str(source.pk), kind=source.kind)
    enqueue(READ, source.pk, max_attempts=ATTEMPTS)
    return source


def _websites() -> list[str]:
    return list(Source.objects.filter(kind=Source.Kind.WEBSITE).values_list("url", flat=True))


def _new_digest(data: bytes, what: str) -> str:
    """The content's hash. Raises Rejected if a source has it."""
    digest = hashlib.sha256(data).hexdigest()
    if same := Source.objects.filter(sha256=digest).first():
        raise errors.here_already(f"{what} (as “{same.title}”)", "Remove that one first to replace it.")
    return digest
