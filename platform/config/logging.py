"""How the processes log: lines for people, or JSON for a collector with tenant and request but nobody's words."""

import logging
import traceback
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from tenants import trail
from tenants.scope import tenant_in_scope

LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"
FIELDS = ("asctime", "levelname", "name", "message", "tenant", "request_id", "trace_id")
NAMES = {"asctime": "time", "levelname": "level", "name": "logger"}
QUIET = ("httpx", "uvicorn.access", "serving.supervise", "botocore", "boto3", "s3transfer", "urllib3")


class Context(logging.Filter):
    """Adds who and what a record belongs to; empty where there is none."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record through."""
        seen = trail.current()
        tenant = tenant_in_scope()
        record.tenant = str(tenant.pk) if tenant else ""
        record.request_id = seen.request_id
        record.trace_id = seen.trace_id
        return True


class Formatter(JsonFormatter):
    """One JSON object per line. An exception is told by its kind and where it happened.

    What it says is left out unless `with_words`: a database's or a parser's error quotes what a visitor wrote.
    """

    def __init__(self, with_words: bool = False) -> None:
        super().__init__(list(FIELDS), rename_fields=NAMES, json_ensure_ascii=False)
        self._with_words = with_words

    def formatException(self, ei: Any) -> str:
        """The kind of exception, then `file:line function`, innermost first."""
        kind, error, trace = ei
        words = f": {error}" if self._with_words else ""
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
        return "\n".join([f"{kind.__name__}{words}", *reversed(places)])


def settings(level: str, form: str, with_words: bool) -> dict[str, Any]:
    """Django's LOGGING. `form` is `line` or `json`; raises ValueError for another."""
    if form not in {"line", "json"}:
        raise ValueError(f"LOG_FORMAT must be line or json, not {form!r}.")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": LINE}, "json": {"()": "config.logging.Formatter", "with_words": with_words}},
        "filters": {"context": {"()": "config.logging.Context"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": form, "filters": ["context"]}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {name: {"level": "WARNING"} for name in QUIET},
    }
