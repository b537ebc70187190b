"""The rows of this app, one noun a file."""

from assistants.intents.models.intent import Intent, Phrasing
from assistants.intents.models.recogniser import Recogniser
from assistants.intents.models.tuning import IntentTuning

__all__ = ["Intent", "IntentTuning", "Phrasing", "Recogniser"]
