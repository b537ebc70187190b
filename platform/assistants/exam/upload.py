"""Reads the questions that a business brings: CSV, or JSON as `manage.py exam` reads it, or a plain list of them."""

import json
from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

from assistants.errors import BadExam
from assistants.exam import table
from assistants.exam.records import Kind, Question

MOST_QUESTIONS = 2000
MOST_CHARACTERS = 1000
SHAPE = (
    'Write a list like [{"question": "How long do I have to return it?", "answers": ["30 days"], "answerable": true}], '
    "as UTF-8 JSON."
)
ANSWERED = ("short", "list", "steps", "two")
REFUSED: dict[str, Kind] = {"almost": "unanswerable", "offtopic": "off_topic", "injection": "unanswerable"}
"""Kinds of questions that a file may name: how long their answers are, or why they are to be refused."""


class AskedJson(TypedDict):
    """One question of a file. `document` is the place of the text that answers it, where the file brings texts.

    `kind`: one of ANSWERED or REFUSED. `facts`: groups of wordings, of which a complete answer holds one each.
    `reference`: a model answer, for people. `pages`: file names of the pages that answer it; `url`: of the first.
    """

    question: str
    answers: list[str]
    answerable: bool
    document: NotRequired[int | None]
    kind: NotRequired[str]
    facts: NotRequired[list[list[str]]]
    reference: NotRequired[str]
    pages: NotRequired[list[str]]
    url: NotRequired[str]


def parse(content: bytes, name: str = "") -> list[AskedJson]:
    """The questions of an uploaded file: a CSV by its `name` or by how it begins, else JSON.

    Raises BadExam naming the place of the first mistake.
    """
    if not content.strip():
        raise BadExam("The file is empty.", "Choose a CSV or JSON file of questions.")
    if _is_csv(content, name):
        return _all_checked(table.entries(content))
    try:
        body = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError) as error:
        raise BadExam(f"The file is not JSON: {error}.", SHAPE) from None
    return questions(_listed(body))


def questions(listed: list[Any], place: str = "Question") -> list[AskedJson]:
    """Checks every entry of a list, called "`place` 1" and so on. Raises BadExam."""
    return _all_checked([(f"{place} {number}", entry) for number, entry in enumerate(listed, 1)])


def as_questions(asked: Sequence[AskedJson]) -> list[Question]:
    """For the exam itself."""
    return [
        Question(
            one["question"],
            "answer" if one["answerable"] else REFUSED.get(one.get("kind", ""), "unanswerable"),
            one["answers"],
            facts=one.get("facts", []),
            category=one.get("kind", ""),
        )
        for one in asked
    ]


def _is_csv(content: bytes, name: str) -> bool:
    if name.lower().endswith((".csv", ".tsv", ".json")):
        return not name.lower().endswith(".json")
    return not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"[", b"{"))


def _listed(body: object) -> list[Any]:
    """The list of questions, whether it stands alone, in an object, or in a list with one tenant."""
    tenants = (
        [entry for entry in body if isinstance(entry, dict) and "questions" in entry] if isinstance(body, list) else []
    )
    if len(tenants) > 1:
        raise BadExam(
            f"The file holds the questions of {len(tenants)} businesses.", "Keep one of them: this exam is about one."
        )
    body = tenants[0] if tenants else body
    if isinstance(body, dict):
        body = body.get("questions")
    if not isinstance(body, list):
        raise BadExam("The file holds no list of questions.", SHAPE)
    return body


def _all_checked(entries: list[tuple[str, Any]]) -> list[AskedJson]:
    if not 0 < len(entries) <= MOST_QUESTIONS:
        raise BadExam(f"The file holds {len(entries)} questions.", f"Give 1 to {MOST_QUESTIONS:,} questions.")
    return [_checked(entry, place) for place, entry in entries]


def _checked(entry: object, place: str) -> AskedJson:
    if not isinstance(entry, dict) or not isinstance(entry.get("question"), str):
        raise BadExam(f'{place} has no text under "question".', SHAPE)
    question, answers = entry["question"].strip(), entry.get("answers", [])
    if not 0 < len(question) <= MOST_CHARACTERS:
        what = f"is {len(question):,} characters long" if question else "is empty"
        raise BadExam(f"{place}: the question {what}.", f"Write a question of up to {MOST_CHARACTERS:,} characters.")
    if not isinstance(answers, list) or not all(isinstance(answer, str) for answer in answers):
        raise BadExam(f"{place}: its answers are not a list of texts.", SHAPE)
    answerable = bool(entry.get("answerable", bool(answers)))
    if answerable and not any(answer.strip() for answer in answers):
        raise BadExam(f"{place} has no accepted answer.", 'Add one to "answers", or set "answerable" to false.')
    document = entry.get("document")
    asked = AskedJson(
        question=question,
        answers=answers,
        answerable=answerable,
        document=document if isinstance(document, int) else None,
    )
    if kind := _kind(entry, answerable, place):
        asked["kind"] = kind
    if facts := _facts(entry, place):
        asked["facts"] = facts
    if reference := _text(entry, "reference", place):
        asked["reference"] = reference
    if url := _text(entry, "url", place):
        asked["url"] = url
    if pages := _pages(entry, place):
        asked["pages"] = pages
    return asked


def _kind(entry: dict[str, Any], answerable: bool, place: str) -> str:
    kind = entry.get("kind") or ""
    if not kind:
        return ""
    if kind not in (*ANSWERED, *REFUSED):
        raise BadExam(f'{place}: its kind "{kind}" is not known.', f"Use one of {', '.join((*ANSWERED, *REFUSED))}.")
    if answerable == (kind in REFUSED):
        said, due = ("", "refused") if answerable else ("not ", "answered")
        raise BadExam(
            f'{place} is {said}answerable, but what is "{kind}" is to be {due}.', 'Change its "kind" or "answerable".'
        )
    return str(kind)


def _facts(entry: dict[str, Any], place: str) -> list[list[str]]:
    facts = entry.get("facts") or []
    if not isinstance(facts, list) or not all(_are_texts(group) and group for group in facts):
        raise BadExam(
            f"{place}: its facts are not groups of wordings.",
            'Write a list of lists, as "facts": [["30 days", "thirty days"], ["unused"]].',
        )
    return facts


def _text(entry: dict[str, Any], name: str, place: str) -> str:
    text = entry.get(name) or ""
    if not isinstance(text, str):
        raise BadExam(f"{place}: its {name} is not a text.", "Put it in quotes.")
    return text


def _pages(entry: dict[str, Any], place: str) -> list[str]:
    """Of `page` and `pages`, each once."""
    page, others = entry.get("page") or "", entry.get("pages") or []
    if not isinstance(page, str) or not _are_texts(others):
        raise BadExam(f"{place}: its page is not a file name.", 'Write it as "page": "returns.html".')
    return list(dict.fromkeys(filter(None, [page, *others])))


def _are_texts(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) and value.strip() for value in values)
