"""Installing a base model: a folder that appears whole or not at all."""

import os
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from tuning.base import record
from tuning.base.record import WEIGHTS, BaseModel
from tuning.base.sources import Loaded
from tuning.job.errors import BaseModelError

SLUG = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")


def install(slug: str, models: Path, load: Callable[[], Loaded]) -> BaseModel:
    """Installs what `load` returns as `models/slug`, unless an intact model of that slug is there already."""
    if not SLUG.fullmatch(slug):
        raise BaseModelError(f"{slug!r} is not a slug.", "Use up to 64 lower-case letters, digits, dots and hyphens.")
    target = models / slug
    if record.is_intact(target):
        return record.read(target)
    models.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=models, prefix=f".{slug}."))
    try:
        base = _save(slug, load(), temporary)
        _swap_in(temporary, target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return base


def _save(slug: str, loaded: Loaded, folder: Path) -> BaseModel:
    context = int(loaded.model.config.max_position_embeddings)
    _prepare_tokenizer(loaded, context)
    loaded.model.save_pretrained(folder, max_shard_size="1TB")
    loaded.tokenizer.save_pretrained(folder)
    digest = record.sha256(folder / WEIGHTS)
    parameters = int(loaded.model.num_parameters())
    base = BaseModel(slug, loaded.name, digest, parameters, context, loaded.licence)
    record.write(folder, base)
    return base


def _prepare_tokenizer(loaded: Loaded, context: int) -> None:
    if not loaded.tokenizer.chat_template:
        raise BaseModelError(
            f"{loaded.name} has no chat template.", "Choose an instruction-tuned (chat) model instead."
        )
    loaded.tokenizer.model_max_length = min(loaded.tokenizer.model_max_length, context)


def _swap_in(temporary: Path, target: Path) -> None:
    """Makes the folder durable and puts it in the target's place; a damaged target goes away."""
    temporary.chmod(0o755)
    for path in temporary.iterdir():
        path.chmod(0o644)
        descriptor = os.open(path, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
    if target.exists():
        os.replace(target, temporary / "replaced")
    os.replace(temporary, target)
    shutil.rmtree(target / "replaced", ignore_errors=True)
