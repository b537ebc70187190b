"""Reading-comprehension tenants: a JSON list of `{tenant, documents, questions}`, cut into passages."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

WORDS = 110
"""The longest passage, as a business's own passages are."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a tenant. `gold` is the number of the passage that holds the answer; None if there is none."""

    id: str
    text: str
    answer: str
    document: int
    gold: int | None


@dataclass(frozen=True, slots=True)
class Tenant:
    """`passages` are (document number, text)."""

    name: str
    passages: list[tuple[int, str]]
    questions: list[Asked]

    @property
    def title(self) -> str:
        """The name as people write it."""
        return self.name.replace("_", " ")


def read(path: Path) -> list[Tenant]:
    """The tenants of a file; answers that no single passage holds are left out."""
    return [_tenant(entry) for entry in json.loads(path.read_text("utf-8"))]


def sentences(text: str) -> list[str]:
    """A text's sentences, roughly: full stops after initials do not end one."""
    return [part for part in re.split(r"(?<=[^A-Z.][.!?])\s+(?=[A-Z\"“])", text.strip()) if part]


def _tenant(entry: dict[str, list[dict[str, object]]]) -> Tenant:
    passages = [
        (number, text) for number, document in enumerate(entry["documents"]) for text in _passages(str(document))
    ]
    questions = [asked for question in entry["questions"] if (asked := _asked(question, passages))]
    return Tenant(str(entry["tenant"]), passages, questions)


def _passages(document: str) -> list[str]:
    found = [""]
    for sentence in sentences(document):
        if found[-1] and len(found[-1].split()) + len(sentence.split()) > WORDS:
            found.append("")
        found[-1] = f"{found[-1]} {sentence}".strip()
    return found


def _asked(question: dict[str, object], passages: list[tuple[int, str]]) -> Asked | None:
    document, answers = question["document"], question["answers"]
    assert isinstance(document, int)
    assert isinstance(answers, list)
    text = (str(question["id"]), str(question["question"]).strip())
    if not question["answerable"]:
        return Asked(*text, "", document, None)
    answer = typical([str(answer) for answer in answers])
    places = (number for number, (of, passage) in enumerate(passages) if of == document and answer in passage)
    gold = next(places, None)
    return None if gold is None else Asked(*text, answer, document, gold)


def typical(answers: list[str]) -> str:
    """Of several people's answers the one that shares most words with the others, of equals the shortest.

    The first where none shares any: a model that is taught one person's habit after another's learns no end of a span.
    """
    words = {answer: set(re.findall(r"\w+", answer.lower())) for answer in answers}
    shared = {one: sum(_jaccard(words[one], words[other]) for other in words if other != one) for one in words}
    if not any(shared.values()):
        return answers[0]
    return min(answers, key=lambda answer: (-shared[answer], len(answer)))


def _jaccard(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, len(one | other))
