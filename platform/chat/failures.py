"""Why an answer may fail, in words for a visitor. The operator finds the engine's own words in the log."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from assistants.phrases import phrase
from serving.client import EngineError

INTERRUPTED = "interrupted"
INTERNAL = "internal"


class Failure(NamedTuple):
    """What a visitor reads, and whether asking again may help."""

    message: str
    hint: str
    retry: bool


_UNAVAILABLE = Failure("The assistant cannot be reached right now.", "Please try again in a moment.", True)
_BROKEN = Failure("The assistant cannot answer right now.", "The team behind this website has to look into it.", False)
_FAILURES = {
    "engine_unavailable": _UNAVAILABLE,
    "engine_timeout": Failure("The assistant took too long to answer.", "Please try again in a moment.", True),
    "engine_overloaded": Failure("Many people are asking right now.", "Please try again in a few seconds.", True),
    "unknown_adapter": _BROKEN,
    "invalid_adapter": _BROKEN,
    "invalid_request": Failure("The assistant could not read this question.", "Please put it in shorter words.", False),
    INTERRUPTED: Failure("The answer was interrupted.", "Please ask again.", True),
}
_UNEXPECTED = Failure("Something went wrong while answering.", "Please ask again.", True)


def code_of(error: Exception) -> str:
    """The code under which a failure is stored and sent."""
    return error.code if isinstance(error, EngineError) else INTERNAL


def described(code: str, languages: Sequence[str] = ()) -> dict[str, Any]:
    """The data of an `error` event, its words in one of `languages`."""
    failure = _FAILURES.get(code, _UNEXPECTED)
    words = {"message": phrase(failure.message, languages), "hint": phrase(failure.hint, languages)}
    return {"code": code, **words, "retry": failure.retry}
