"""Everything that changes knowledge: each is one transaction with its audit entry and its job."""

from knowledge.workflows.questions import add_question, edit_question, remove_question
from knowledge.workflows.sources import add_file, add_text, add_website, read_again, remove_source

__all__ = [
    "add_file",
    "add_question",
    "add_text",
    "add_website",
    "edit_question",
    "read_again",
    "remove_question",
    "remove_source",
]
