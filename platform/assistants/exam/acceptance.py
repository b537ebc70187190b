"""Files of whole tenants: documents with questions about them, as `manage.py exam` reads them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from pathlib import Path

from assistants.errors import BadExam
from assistants.exam.records import Question
from assistants.exam.upload import AskedJson, questions
from assistants.examples.off_topic import off_topic_questions

SHAPE = (
    'Each tenant is {"tenant": name, "documents": [texts], "questions": [{"question", "answers", "answerable", …}]}.'
)
OFF_TOPIC_SHARE = 0.25
FEWEST_OFF_TOPIC = 10


@dataclass(frozen=True)
class Subject:
    """One tenant of the file."""

    name: str
    documents: list[str]
    asked: list[AskedJson]


def load(path: Path) -> list[Subject]:
    """The tenants of a file. Raises BadExam."""
    try:
        body = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise BadExam(f"{path} cannot be read: {error.strerror}.", "Check the path.") from None
    except ValueError as error:
        raise BadExam(f"{path} is not JSON: {error}.", SHAPE) from None
    entries = body if isinstance(body, list) else [body]
    if not entries:
        raise BadExam(f"{path} holds no tenant.", SHAPE)
    return [_subject(entry, number) for number, entry in enumerate(entries, 1)]


def sample(subject: Subject, limit: int | None) -> list[AskedJson]:
    """Up to `limit` of its questions, always the same ones, in the order of the file."""
    ranked = sorted(subject.asked, key=lambda one: _hash(one["question"]))[:limit]
    chosen = {one["question"] for one in ranked}
    return [one for one in subject.asked if one["question"] in chosen][: len(ranked)]


def off_topic(subject: Subject, subjects: Sequence[Subject], asked: int) -> list[Question]:
    """Questions that this tenant cannot answer: of the others in turn, or of the built-in list if it is alone."""
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
    return Subject(str(entry.get("tenant") or f"Tenant {number}"), documents, questions(listed))


def _hash(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=8).digest()
