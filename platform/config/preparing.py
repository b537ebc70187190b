"""What has to be there before the processes start: the database's tables and a base model."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from assistants.catalogue import FoundationModel, find, is_installed
from assistants.catalogue.install import install
from assistants.errors import InstallFailed
from assistants.models import Assistant

Say = Callable[[str], None]


class NotReady(Exception):
    """Something that the processes need could not be made; the message says what to do."""


def prepare(say: Say) -> None:
    """Migrates the database and installs the base model. Cheap when all is there. Raises NotReady."""
    Path(settings.VAR).mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    if not is_installed(settings.DEFAULT_MODEL):
        _install(settings.DEFAULT_MODEL, say)
    _warn(settings.DEFAULT_MODEL, say)


def _install(slug: str, say: Say) -> None:
    model = find(slug)
    if model is None:
        raise NotReady(
            f"There is no model {slug!r} in the catalogue: set DEFAULT_MODEL to one, or install it yourself."
        )
    say(f"Installing the base model {model.name} (once; {_effort(model)}) …")
    try:
        install(model, lambda step: say(f"  {step}"))
    except InstallFailed as error:
        raise NotReady(f"The base model {model.name} could not be installed. {error.hint}") from error


def _warn(slug: str, say: Say) -> None:
    """A default that was changed does not move the assistants that exist."""
    others = Assistant.across_tenants.exclude(base=slug).order_by("base").values_list("base", flat=True).distinct()
    for base in others:
        say(
            f"Some assistants stand on {base}, and this engine serves {slug}: change them on their page Base model, "
            f"or start with DEFAULT_MODEL={base}."
        )


def _effort(model: FoundationModel) -> str:
    if not model.bundled:
        return "from the Hugging Face hub; as long as its download takes"
    if not model.fetch_gb:
        return "about half a minute"
    return (
        f"{model.fetch_gb:g} GB to fetch, then about {model.install_minutes:g} minutes of work on two cores; "
        "if it is interrupted, start again: it goes on where it stopped"
    )
