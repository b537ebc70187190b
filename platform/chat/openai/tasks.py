"""The background work of this app."""

from chat.openai.fine_tuning.reading import read_ended, read_files
from chat.openai.fine_tuning.workflows import READ
from tenants.jobs import JobContext, handler


@handler(READ, ended=read_ended)
def read(context: JobContext) -> None:
    """A program's files → examples → a training."""
    read_files(context)
