"""Files of whole tenants: documents with questions about them, as `manage.py exam` reads them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any

from assistants.errors import BadExam
from assistants.exam.records import Question
from assistants.exam.upload import AskedJson, questions
from assistants.examples.off_topic import off_topic_questions

SHAPE = (
    'Each tenant is {"tenant": name, "documents": [texts], "questions": [{"question", "answers", "answerable", …}]}.'
)
TALKS_SHAPE = 'Each talk is {"id": name, "turns": [{"question", "answers"}, …]} with two turns or more.'
FEWEST_TURNS = 2
OFF_TOPIC_SHARE = 0.25
FEWEST_OFF_TOPIC = 10


@dataclass(frozen=True)
class Talk:
    """A conversation of the file: questions that lean on the ones before."""

    name: str
    turns: list[AskedJson]


@dataclass(frozen=True)
class Subject:
    """One tenant of the file. Either has `documents`, or `site`: a folder of HTML, which then stands for them."""

    name: str
    documents: list[str]
    asked: list[AskedJson]
    talks: list[Talk] = field(default_factory=list)
    site: Path | None = None


def load(path: Path) -> list[Subject]:
    """The tenants of a file. Raises BadExam."""
    body = _json(path, SHAPE)
    entries = body if isinstance(body, list) else [body]
    if not entries:
        raise BadExam(f"{path} holds no tenant.", SHAPE)
    return [_subject(entry, number) for number, entry in enumerate(entries, 1)]


def with_talks(subjects: Sequence[Subject], path: Path) -> list[Subject]:
    """The same tenants with the talks of a second file: a list where there is one tenant, else lists by its name.

    Raises BadExam.
    """
    body = _json(path, TALKS_SHAPE)
    if isinstance(body, list) and len(subjects) != 1:
        raise BadExam(f"{path} does not say whose talks they are.", 'Write {"name of the tenant": [talks], …}.')
    listed = body if isinstance(body, dict) else {subjects[0].name: body}
    if unknown := set(listed) - {subject.name for subject in subjects}:
        raise BadExam(f"{path} holds talks of {', '.join(sorted(unknown))}: no tenant is called that.", TALKS_SHAPE)
    return [replace(subject, talks=_talks(listed.get(subject.name, []), path)) for subject in subjects]


def with_site(subjects: Sequence[Subject], folder: Path) -> list[Subject]:
    """The one tenant of a file with the website that it is to be shown. Raises BadExam."""
    if len(subjects) != 1:
        raise BadExam(
            f"{folder} is the website of one tenant, the file has {len(subjects)}.", "Give each its own file."
        )
    return [replace(subjects[0], site=folder)]


def sample(subject: Subject, limit: int | None) -> list[AskedJson]:
    """Up to `limit` of its questions, always the same ones, in the order of the file."""
    ranked = sorted(subject.asked, key=lambda one: _hash(one["question"]))[:limit]
    chosen = {one["question"] for one in ranked}
    return [one for one in subject.asked if one["question"] in chosen][: len(ranked)]


def off_topic(subject: Subject, subjects: Sequence[Subject], asked: int) -> list[Question]:
    """Questions that this tenant cannot answer: of the others in turn, or of the built-in list if it is alone.

    None where its own questions bring such ones.
    """
    if any(one.get("kind") == "offtopic" for one in subject.asked):
        return []
    others = [other for other in subjects if other is not subject]
    pool = (one["question"] for other in others for one in other.asked) if others else iter(off_topic_questions())
    wanted = max(FEWEST_OFF_TOPIC, round(OFF_TOPIC_SHARE * asked))
    ranked = sorted(pool, key=lambda text: _hash(f"{subject.name} {text}"))
    return [Question(text, "off_topic") for text in islice(ranked, wanted)]


def _subject(entry: object, number: int) -> Subject:
    if not isinstance(entry, dict) or not isinstance(entry.get("documents"), list):
        raise BadExam(f"Tenant {number} has no list of documents.", SHAPE)
    documents, listed = entry["documents"], entry.get("questions")
    if not all(isinstance(text, str) and text.strip() for text in documents):
        raise BadExam(f"A document of tenant {number} is not a text, or is empty.", SHAPE)
    if not isinstance(listed, list):
        raise BadExam(f"Tenant {number} has no list of questions.", SHAPE)
    asked = questions(listed)
    for place, one in enumerate(asked if documents else [], 1):
        if not 0 <= (one.get("document") or 0) < len(documents):
            raise BadExam(f"Question {place} of tenant {number} names a document that is not there.", SHAPE)
    return Subject(str(entry.get("tenant") or f"Tenant {number}"), documents, asked)


def _talks(listed: object, path: Path) -> list[Talk]:
    if not isinstance(listed, list):
        raise BadExam(f"{path} holds no list of talks.", TALKS_SHAPE)
    return [_talk(entry, number) for number, entry in enumerate(listed, 1)]


def _talk(entry: object, number: int) -> Talk:
    turns = entry.get("turns") if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or not isinstance(turns, list) or len(turns) < FEWEST_TURNS:
        raise BadExam(f"Talk {number} has no list of two turns or more.", TALKS_SHAPE)
    name = str(entry.get("id") or f"Talk {number}")
    return Talk(name, questions(turns, f"{name}, turn"))


def _json(path: Path, shape: str) -> Any:
    try:
        return json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise BadExam(f"{path} cannot be read: {error.strerror}.", "Check the path.") from None
    except ValueError as error:
        raise BadExam(f"{path} is not JSON: {error}.", shape) from None


def _hash(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=8).digest()
