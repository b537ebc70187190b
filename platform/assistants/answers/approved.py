"""Answers that the business gave itself: word for word to their question, however it is put."""

import re
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from assistants.answers.support import NUMBER
from knowledge.models import Question
from knowledge.search import Hit

OWN_WORDS: Final = (Question.Origin.TYPED, Question.Origin.CORRECTION, Question.Origin.CSV)
SAME: Final = 0.86
"""Cosine from which two questions are one (all-MiniLM-L6-v2), if they hold the same numbers and negations."""
NEGATION = re.compile(r"\b(?:not?|never|without|cannot|\w+n['’]t|nicht|kein\w*|ohne|pas|sans|sin)\b", re.IGNORECASE)


def own_answers(hits: Sequence[Hit]) -> dict[UUID, str]:
    """The business's own answers among the hits, by passage."""
    found = Question.objects.filter(passage__in=[hit.passage_id for hit in hits], origin__in=OWN_WORDS)
    return dict(found.values_list("passage_id", "answer"))


def same_question(asked: str, hit: Hit) -> bool:
    """Whether the hit, a pair, is about the very question that is asked."""
    stored = hit.text.partition("\n")[0]
    alike = sorted(NUMBER.findall(asked)) == sorted(NUMBER.findall(stored))
    return hit.similarity >= SAME and alike and bool(NEGATION.search(asked)) == bool(NEGATION.search(stored))
