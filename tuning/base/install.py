"""Installing a base model: a folder that appears whole or not at all."""

import errno
import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from safetensors import SafetensorError

from tuning.base import parts, record
from tuning.base.record import WEIGHTS, BaseModel
from tuning.base.sources import Loaded
from tuning.job.errors import BaseModelError

SLUG = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")


def install(slug: str, models: Path, load: Callable[[], Loaded], say: parts.Say = lambda line: None) -> BaseModel:
    """Installs what `load` returns as `models/slug`, unless an intact model of that slug is there already.

    One installation at a time works in a folder of models; `say` gets a line for each step.
    """
    if not SLUG.fullmatch(slug):
        raise BaseModelError(f"{slug!r} is not a slug.", "Use up to 64 lower-case letters, digits, dots and hyphens.")
    target = models / slug
    models.mkdir(parents=True, exist_ok=True)
    with _alone(models, say) as alone:
        if record.is_intact(target):
            return record.read(target)
        if alone:
            _sweep(slug, models)
        temporary = Path(tempfile.mkdtemp(dir=models, prefix=f".{slug}."))
        try:
            loaded = load()
            say(f"Saving {loaded.name} …")
            base = _save(slug, loaded, temporary)
            _swap_in(temporary, target)
        except (OSError, SafetensorError) as error:
            if os.strerror(errno.ENOSPC) not in str(error):
                raise
            raise BaseModelError(
                f"The disk of {models} is full.", "Free some space and run the same again: nothing is fetched twice."
            ) from error
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        parts.forget(slug, models)
    return base


@contextmanager
def _alone(models: Path, say: parts.Say) -> Iterator[bool]:
    """Waits until no other process installs into this folder; gives whether that could be made sure."""
    folder = os.open(models, os.O_RDONLY)
    try:
        yield _locked(folder, say)
    finally:
        os.close(folder)


def _locked(folder: int, say: parts.Say) -> bool:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Waiting for another installation …")
        fcntl.flock(folder, fcntl.LOCK_EX)
    except OSError:
        # Some network file systems lock no folders.
        return False
    return True


def _sweep(slug: str, models: Path) -> None:
    """Removes what a killed installation left."""
    for left in models.glob(f".{slug}.*"):
        shutil.rmtree(left, ignore_errors=True)


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
