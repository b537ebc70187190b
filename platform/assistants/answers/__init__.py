"""The one way from a question to an answer, for chat and for exams: what is examined is what is served."""

from assistants.answers.asker import ANYBODY, Asker
from assistants.answers.compose import LIVE, Prepared, compose
from assistants.answers.read import Answer, read
from assistants.answers.sources import Cited, sources

__all__ = ["ANYBODY", "LIVE", "Answer", "Asker", "Cited", "Prepared", "compose", "read", "sources"]
