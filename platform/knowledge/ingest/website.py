"""A website: its pages become documents, each with its own state."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import replace

from knowledge.addresses import key, site
from knowledge.crawling import Budget, Page, crawl
from knowledge.egress import Egress, EgressError
from knowledge.errors import NothingFound
from knowledge.indexing import clear, index
from knowledge.ingest.page import read_page
from knowledge.ingest.watch import Watch
from knowledge.models import Document, Source
from knowledge.reading import Reading, Unreadable

# A site of 5,000 pages that asks for two seconds between them takes three hours.
LONGEST_SECONDS = 4 * 3600.0
NOTHING_TO_SAY = frozenset({"empty", "not_a_page", "noindex"})


def ingest_website(source: Source, watch: Watch) -> None:
    """Walks the site and stores its pages; pages that are gone since the last time go.

    Raises a UserError if the first page cannot be had, or none has text.
    """
    visit = Visit(source)
    until = time.monotonic() + LONGEST_SECONDS
    with (
        Egress() as egress,
        closing(crawl(egress, source.url, Budget(source.page_budget, source.depth_budget))) as pages,
    ):
        for page in pages:
            watch.check()
            visit.take(page)
            watch.progress(every=0.5, found=page.known, read=visit.read, failed=visit.failed)
            if time.monotonic() > until:
                visit.cut_short()
                break
    visit.close()
    watch.progress(found=visit.taken, read=visit.read, failed=visit.failed)


class Visit:
    """One walk through one site, and what it has met so far."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.taken = self.read = self.failed = 0
        self._met: set[str] = set()
        self._content: dict[str, Document] = {}
        self._lines: dict[str, frozenset[int]] = {}
        self._doubtful: list[tuple[Document, Page]] = []
        self._reasons: list[str] = []
        self._trouble = False

    def take(self, page: Page) -> None:
        """Stores one page, or why there is nothing to store. Raises an EngineError."""
        self.taken += 1
        self._met.add(page.url)
        document = self._document(page.url)
        if page.error:
            self._failed(document, page.error)
        elif (target := page.signs.canonical) and site(target) == site(page.url) and key(target) != key(page.url):
            self._doubtful.append((document, replace(page, fetched=page.fetched and replace(page.fetched, body=b""))))
        else:
            self._read(document, page)

    def cut_short(self) -> None:
        """Notes that there may be pages which were not met."""
        self._trouble = True

    def close(self) -> None:
        """Judges the pages that name another one as theirs, and removes what the site no longer has. Raises an
        EngineError, or NothingFound if nothing was read."""
        for document, page in self._doubtful:
            self._read_unless_copied(document, page)
        if not self.source.documents.filter(state=Document.State.READ).exists():
            raise NothingFound(self._reasons[0] if self._reasons else "")
        # A page may be missing only because the one that links to it was out of order today.
        if not self._trouble:
            self.source.documents.exclude(url__in=self._met).delete()

    def _document(self, url: str) -> Document:
        stored = self.source.documents.filter(url=url).first()
        return stored or Document(source=self.source, url=url, title=url[:300])

    def _read_unless_copied(self, document: Document, page: Page) -> None:
        """A canonical address is believed where the page there says all that this one says."""
        there = self._lines.get(key(page.signs.canonical), frozenset())
        if page.outcome.reading and _hashed(page.outcome.reading) <= there:
            self._duplicate(document, page.signs.canonical)
            return
        self._read(document, page)
        if document.state == Document.State.READ:
            document.error_code = "canonical"
            document.error = (
                f"It names {page.signs.canonical} as its canonical address, but says other things, and so it was read. "
                "Correct its canonical link if it should stand for itself."
            )
            document.save(update_fields=["error_code", "error"])

    def _read(self, document: Document, page: Page) -> None:
        try:
            reading = read_page(page)
        except Unreadable as error:
            state = Document.State.SKIPPED if error.code in NOTHING_TO_SAY else Document.State.FAILED
            self._empty(document, state, error.code, str(error))
            return
        first = self._content.setdefault(reading.sha256, document)
        if first is not document:
            self._duplicate(document, first.url)
        else:
            self._lines[key(page.url)] = _hashed(reading)
            self._store(document, reading)

    def _store(self, document: Document, reading: Reading) -> None:
        document.state, document.error_code, document.error = Document.State.READ, "", ""
        document.content_sha256 = reading.sha256
        index(document, reading)
        self.read += 1

    def _failed(self, document: Document, error: EgressError) -> None:
        self._trouble = self._trouble or error.passing
        if error.passing and document.state == Document.State.READ:
            document.error_code = error.code
            document.error = f"Its earlier text is used, because now: {error}"
            document.save()
            self.failed += 1
        else:
            self._empty(document, Document.State.FAILED, error.code, str(error))

    def _duplicate(self, document: Document, of: str) -> None:
        self._empty(document, Document.State.DUPLICATE, "duplicate", f"The same page as {of}, which is read instead.")

    def _empty(self, document: Document, state: Document.State, code: str, error: str) -> None:
        document.state, document.error_code, document.error = state, code, error
        document.content_sha256 = ""
        clear(document)
        self.failed += state == Document.State.FAILED
        self._reasons.append(error)


def _hashed(reading: Reading) -> frozenset[int]:
    """The lines of a page, in less memory."""
    return frozenset(map(hash, reading.lines))
