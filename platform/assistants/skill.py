"""The shared skills. *Reading* answers before a business has weights of its own, and they start from it; *asking*
writes questions for training sets."""

import functools
import json
import logging
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

import tuning
from assistants import store
from serving.client import AdapterStore, EngineError, EngineUnavailable
from tuning.job import asking, prompt

logger = logging.getLogger(__name__)

SHIPPED = Path(tuning.__file__).parent / "skills"


@dataclass(frozen=True)
class Skill:
    """`setting` names the setting that says where it lies, if not among the shipped ones; the hash is its prompt's."""

    name: str
    setting: str
    template_sha256: str


READING = Skill("reading", "SKILL_DIR", prompt.TEMPLATE_SHA256)
ASKING = Skill("asking", "ASKING_SKILL_DIR", asking.TEMPLATE_SHA256)


def folder(base: str, skill: Skill = READING) -> Path | None:
    """The skill's adapter folder if it was made for this base model (a slug) and today's prompt, else None."""
    place = Path(getattr(settings, skill.setting, SHIPPED / skill.name))
    try:
        made_for = json.loads((place / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    fits = made_for.get("base_sha256") == base_sha256(base) and made_for.get("template_sha256") == skill.template_sha256
    return place if fits else None


def published(base: str, skill: Skill = READING) -> str:
    """The name under which the skill is in the adapter store; "" if there is none for this base."""
    place = folder(base, skill)
    try:
        return _publish(place, base_sha256(base), skill.template_sha256, store.adapters()) if place else ""
    except EngineUnavailable as error:
        logger.warning("The shared skill is not served for now: %s", error)
        return ""


def base_sha256(base: str) -> str:
    """The hash of an installed base model's weights; "" if it is not installed."""
    try:
        return str(json.loads((Path(settings.MODELS_DIR) / base / "base.json").read_text("utf-8"))["sha256"])
    except (OSError, ValueError, KeyError):
        return ""


@functools.cache
def _publish(place: Path, base: str, template: str, adapters: AdapterStore) -> str:
    try:
        return adapters.publish(place, base_sha256=base, template_sha256=template)
    except EngineUnavailable:
        # Not remembered: the store may answer the next time.
        raise
    except (EngineError, OSError):
        logger.exception("The shared skill in %s cannot be served; the base model does without it.", place)
        return ""
