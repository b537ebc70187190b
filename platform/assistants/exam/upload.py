"""Reads the questions that a business brings: JSON, in the shape of `manage.py exam`'s files or a plain list."""

import json
from typing import Any, NotRequired, TypedDict

from assistants.errors import BadExam
from assistants.exam.records import Question

MOST_QUESTIONS = 2000
MOST_CHARACTERS = 1000
SHAPE = (
    'Write a list like [{"question": "How long do I have to return it?", "answers": ["30 days"], "answerable": true}], '
    "as UTF-8 JSON."
)


class AskedJson(TypedDict):
    """One question of a file. `document` is the place of the text that answers it, where the file brings texts."""

    question: str
    answers: list[str]
    answerable: bool
    document: NotRequired[int | None]


def parse(content: bytes) -> list[AskedJson]:
    """The questions of an uploaded file. Raises BadExam naming the place of the first mistake."""
    try:
        body = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError) as error:
        raise BadExam(f"The file is not JSON: {error}.", SHAPE) from None
    return questions(_listed(body))


def questions(listed: list[Any]) -> list[AskedJson]:
    """Checks every entry of a list. Raises BadExam."""
    if not 0 < len(listed) <= MOST_QUESTIONS:
        raise BadExam(f"The file holds {len(listed)} questions.", f"Give 1 to {MOST_QUESTIONS} questions.")
    return [_checked(entry, number) for number, entry in enumerate(listed, 1)]


def as_questions(asked: list[AskedJson]) -> list[Question]:
    """For the exam itself."""
    return [
        Question(one["question"], "answer" if one["answerable"] else "unanswerable", one["answers"]) for one in asked
    ]


def _listed(body: object) -> list[Any]:
    """The list of questions, whether it stands alone, in an object, or in a list with one tenant."""
    if isinstance(body, list) and len(body) == 1 and isinstance(body[0], dict) and "questions" in body[0]:
        body = body[0]
    if isinstance(body, dict):
        body = body.get("questions")
    if not isinstance(body, list):
        raise BadExam("The file holds no list of questions.", SHAPE)
    return body


def _checked(entry: object, number: int) -> AskedJson:
    if not isinstance(entry, dict) or not isinstance(entry.get("question"), str):
        raise BadExam(f"Entry {number} has no question.", SHAPE)
    question, answers = entry["question"].strip(), entry.get("answers", [])
    if not 0 < len(question) <= MOST_CHARACTERS:
        raise BadExam(f"Question {number} is empty or too long.", f"Write up to {MOST_CHARACTERS} characters.")
    if not isinstance(answers, list) or not all(isinstance(answer, str) for answer in answers):
        raise BadExam(f"The answers of question {number} are not a list of texts.", SHAPE)
    answerable = entry.get("answerable", bool(answers))
    if answerable and not any(answer.strip() for answer in answers):
        raise BadExam(
            f"Question {number} has no accepted answer.", 'Add one to "answers", or set "answerable" to false.'
        )
    document = entry.get("document")
    return AskedJson(
        question=question,
        answers=answers,
        answerable=bool(answerable),
        document=document if isinstance(document, int) else None,
    )
