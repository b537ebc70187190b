"""Which documents hold the answer to a question of a file."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Protocol
from urllib.parse import unquote, urlsplit

from assistants.exam.records import Given, Question
from assistants.exam.upload import AskedJson
from knowledge.models import Document, Source
from knowledge.search import search

DEEPEST = 4


class Library(Protocol):
    """What a tenant was shown, so that the page of an answer can be found in it."""

    def pages(self, asked: AskedJson) -> frozenset[str]:
        """Ids of the documents that hold the answer; none where the file does not say."""
        ...


class Texts:
    """The documents of the file itself, in its order."""

    def __init__(self, sources: Sequence[Source], asked: Sequence[AskedJson]) -> None:
        self._documents: list[set[str]] = [
            {str(pk) for pk in source.documents.values_list("pk", flat=True)} for source in sources
        ]
        self._places = {
            page: document
            for one in asked
            if (document := one.get("document")) is not None
            for page in one.get("pages", [])[:1]
        }

    def pages(self, asked: AskedJson) -> frozenset[str]:
        """By the place of the document, and by the pages whose places other questions tell."""
        own = asked.get("document")
        others = [self._places[page] for page in asked.get("pages", []) if page in self._places]
        places = others if own is None else [own, *others]
        return frozenset(pk for place in places for pk in self._documents[place])


class Site:
    """The pages of a website, by their file names."""

    def __init__(self, source: Source) -> None:
        self._documents: dict[str, set[str]] = {}
        for pk, url in Document.objects.filter(source=source).values_list("pk", "url"):
            self._documents.setdefault(file_name(url), set()).add(str(pk))

    def pages(self, asked: AskedJson) -> frozenset[str]:
        """By the file names of the question."""
        return frozenset(pk for page in asked.get("pages", []) for pk in self._documents.get(page, ()))


def file_name(url: str) -> str:
    """The last part of its path; a folder's is `index.html`."""
    path = unquote(urlsplit(url).path)
    return "index.html" if path.endswith("/") or not path else PurePosixPath(path).name


def with_pages(questions: Sequence[Question], asked: Sequence[AskedJson], library: Library) -> list[Question]:
    """The questions, each with the documents that hold its answer."""
    return [
        replace(question, pages=library.pages(one)) if one["answerable"] else question
        for question, one in zip(questions, asked, strict=True)
    ]


def shown(question: Question, given: Given) -> bool | None:
    """Whether a passage of these documents was among those shown; None where the file names none."""
    return any(str(hit.document_id) in question.pages for hit in given.hits) if question.pages else None


def rank(question: Question) -> int:
    """The place, from 1, of the first passage of these documents among the hits for it; 0 if there is none."""
    found = [str(hit.document_id) in question.pages for hit in search(question.text, DEEPEST)]
    return found.index(True) + 1 if True in found else 0
