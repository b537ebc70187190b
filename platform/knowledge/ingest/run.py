"""One reading of one source, whatever its kind."""

from collections.abc import Callable

from knowledge.embedding import embed
from knowledge.ingest.file import ingest_file, ingest_text
from knowledge.ingest.watch import Watch
from knowledge.ingest.website import ingest_website
from knowledge.models import Source
from serving.client import EngineError

PROBE_SECONDS = 15.0
WAYS: dict[str, Callable[[Source, Watch], None]] = {
    Source.Kind.WEBSITE: ingest_website,
    Source.Kind.FILE: ingest_file,
    Source.Kind.TEXT: ingest_text,
}


def ingest(source: Source, watch: Watch) -> None:
    """Reads `source`. Safe to repeat: what has not changed stays as it is.

    Raises a UserError, or an EngineError, after which the source says that it waits for the engine.
    """
    _note(source, Source.State.READING)
    try:
        # Without the engine nothing can be stored; better to know before the site is fetched.
        embed(["Is anybody there?"], timeout=PROBE_SECONDS)
        WAYS[source.kind](source, watch)
    except EngineError as error:
        if error.transient:
            _note(source, Source.State.WAITING, "engine_away", "Waiting for the engine; this goes on by itself.")
        raise


def _note(source: Source, state: Source.State, code: str = "", error: str = "") -> None:
    source.state, source.error_code, source.error = state, code, error
    source.save(update_fields=["state", "error_code", "error"])
