"""The rows of this app, one noun a file."""

from chat.openai.models.file import File
from chat.openai.models.fine_tuning import FineTuning

__all__ = ["File", "FineTuning"]
