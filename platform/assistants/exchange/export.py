"""A dataset as a file to keep, to edit in a spreadsheet, or to train elsewhere."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.text import slugify

from assistants.answers.compose import voice
from assistants.exchange import chat, table
from assistants.models import Dataset, Example
from tuning.job.prompt import AssistantPrompt

CHOICES = ("state", "split", "kind")


@dataclass(frozen=True)
class Format:
    """How a file is written, and which rows are in it where nobody chooses."""

    media_type: str
    write: Callable[[Iterable[Example], AssistantPrompt], str]
    usual: Mapping[str, Sequence[str]]


FORMATS = {
    # Whoever trains on the exam's questions has no exam any more.
    "jsonl": Format(
        "application/jsonl; charset=utf-8",
        chat.write,
        {"state": [Example.State.APPROVED], "split": [Example.Split.TRAIN, Example.Split.VALID]},
    ),
    "csv": Format("text/csv; charset=utf-8", lambda rows, voice: table.write(rows), {}),
}


def export(dataset: Dataset, suffix: str, chosen: Mapping[str, str]) -> HttpResponse:
    """A download in one of FORMATS; `chosen` picks rows by state, split and kind."""
    form = FORMATS[suffix]
    picked = {name: [chosen[name]] for name in CHOICES if chosen.get(name)}
    rows = dataset.examples.filter(**{f"{name}__in": values for name, values in {**form.usual, **picked}.items()})
    text = form.write(rows.order_by("split", "pk"), voice(dataset.assistant))
    name = slugify("-".join(["examples", f"{dataset.created_at:%Y-%m-%d}", *(value for [value] in picked.values())]))
    disposition = f'attachment; filename="{name}.{suffix}"'
    return HttpResponse(text, content_type=form.media_type, headers={"Content-Disposition": disposition})
