"""The base models: which are here, which is the default, and whether the machine suits it."""

from collections.abc import Iterator

from django.conf import settings

from assistants.catalogue import Data, FoundationModel, Machine, find, installed, recommend
from assistants.catalogue.recommend import MEMORY_SHARE, answering_words, answers_promptly, fits
from config.doctor.finding import Finding, Level

USUAL = Data(examples=300)


def bases(machine: Machine) -> Iterator[Finding]:
    """What new assistants stand on, and what else there is."""
    slug = settings.DEFAULT_MODEL
    yield _default(slug)
    if here := installed():
        yield Finding(Level.FINE, "installed models", ", ".join(_named(model, slug) for model in here))
    if model := find(slug):
        yield _suits(model, machine)


def _default(slug: str) -> Finding:
    if any(model.slug == slug for model in installed()):
        return Finding(Level.FINE, "base model", f"{slug} (DEFAULT_MODEL)")
    advice = f"Run `python manage.py install_model {slug}` (`manage.py up` does it)."
    if find(slug) is None:
        advice = "Set DEFAULT_MODEL to a model of the catalogue, or install a folder under this name."
    return Finding(Level.MISSING, "base model", f"{slug} is not installed", advice)


def _named(model: FoundationModel, default: str) -> str:
    return f"{model.slug} (default)" if model.slug == default else model.slug


def _suits(model: FoundationModel, machine: Machine) -> Finding:
    found = (
        f"{model.name} answers {answering_words(model, machine)}; serving it takes about {model.serve_gb:g} of "
        f"{machine.memory_gb:g} GB, training it {model.train_gb(machine):g}"
    )
    better = recommend(USUAL, machine).model
    if model.serve_gb > machine.memory_gb * MEMORY_SHARE:
        return Finding(Level.NOTE, "this machine", f"too little memory: {found}", _advice(better))
    if not answers_promptly(model, machine):
        return Finding(Level.NOTE, "this machine", f"slow: {found}", _advice(better))
    if not fits(model, machine):
        advice = "It answers here, but train it on a machine with more memory, or choose a smaller model."
        return Finding(Level.NOTE, "this machine", found, advice)
    if better.parameters > model.parameters:
        return Finding(Level.NOTE, "this machine", f"could do more: {found}", _advice(better))
    return Finding(Level.FINE, "this machine", found)


def _advice(better: FoundationModel) -> str:
    return f"{better.name} suits it: set DEFAULT_MODEL={better.slug}, or leave it as it is."
