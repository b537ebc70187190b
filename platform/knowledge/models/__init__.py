"""The rows of this app, one noun a file."""

from knowledge.models.document import Document, Passage
from knowledge.models.question import Question
from knowledge.models.source import Source

__all__ = ["Document", "Passage", "Question", "Source"]
