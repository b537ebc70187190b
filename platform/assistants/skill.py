"""The shared reading skill: what answers before a business has weights of its own, and where they start from."""

import functools
import json
import logging
from pathlib import Path

from django.conf import settings

import tuning
from serving.client import AdapterStore, EngineError
from tuning.job.prompt import TEMPLATE_SHA256

logger = logging.getLogger(__name__)

SHIPPED = Path(tuning.__file__).parent / "skills" / "reading"


def folder(base: str) -> Path | None:
    """The skill's adapter folder if it was made for this base model (a slug) and this prompt, else None."""
    skill = Path(getattr(settings, "SKILL_DIR", SHIPPED))
    try:
        made_for = json.loads((skill / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    fits = made_for.get("base_sha256") == base_sha256(base) and made_for.get("template_sha256") == TEMPLATE_SHA256
    return skill if fits else None


def published(base: str) -> str:
    """The name under which the skill is in the adapter store; "" if there is none for this base."""
    skill = folder(base)
    return _publish(skill, base_sha256(base), Path(settings.ADAPTERS_DIR)) if skill else ""


def base_sha256(base: str) -> str:
    """The hash of an installed base model's weights; "" if it is not installed."""
    try:
        return str(json.loads((Path(settings.MODELS_DIR) / base / "base.json").read_text("utf-8"))["sha256"])
    except (OSError, ValueError, KeyError):
        return ""


@functools.cache
def _publish(skill: Path, base: str, store: Path) -> str:
    try:
        return AdapterStore(store).publish(skill, base_sha256=base, template_sha256=TEMPLATE_SHA256)
    except (EngineError, OSError):
        logger.exception("The shared skill in %s cannot be served; the base model answers instead.", skill)
        return ""
