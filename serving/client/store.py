"""The adapter store: a folder of immutable, content-addressed adapters."""

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from serving.client import adapter_config, manifest, weights
from serving.client.errors import EngineUnavailable, InvalidAdapter, UnknownAdapter
from serving.client.manifest import Manifest

WEIGHTS = "adapter_model.safetensors"
CONFIG = "adapter_config.json"
MANIFEST = "manifest.json"
FILES = (WEIGHTS, CONFIG, MANIFEST)


class AdapterStore:
    """Adapters under `root`, each in a folder of its own name that never changes once it is there."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def publish(self, folder: Path, *, base_sha256: str, template_sha256: str) -> str:
        """Check the PEFT adapter in `folder`, copy it in, and return its name; idempotent and atomic."""
        config = adapter_config.parse(_read_json(folder / CONFIG))
        _require(folder / WEIGHTS)
        self.root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".publish-", dir=self.root) as temporary:
            draft = Path(temporary) / "adapter"
            draft.mkdir()
            # Copied first and hashed after, so that what is named is what is kept.
            shutil.copyfile(folder / WEIGHTS, draft / WEIGHTS)
            weights.check(draft / WEIGHTS, config)
            base, template = manifest.check_sha256(base_sha256), manifest.check_sha256(template_sha256)
            adapter = Manifest(weights.sha256(draft / WEIGHTS), config, base, template)
            _write(draft / CONFIG, json.dumps(config.peft(), sort_keys=True, indent=2))
            _write(draft / MANIFEST, adapter.canonical())
            self._move(draft, adapter.name)
        return adapter.name

    def manifest(self, name: str) -> Manifest:
        """The manifest of `name`, after checking name, files and hashes against each other."""
        return checked(self.path(name), name)

    def path(self, name: str) -> Path:
        """The folder of `name`; raises `UnknownAdapter` for a malformed or missing one."""
        if not manifest.is_name(name) or not (self.root / name).is_dir():
            raise UnknownAdapter(f"There is no adapter named {name[:80]!r}.")
        return self.root / name

    def names(self) -> list[str]:
        """All adapters in the store, by name; their files are not checked."""
        if not self.root.is_dir():
            return []
        return sorted(entry.name for entry in self.root.iterdir() if manifest.is_name(entry.name))

    def remove(self, name: str) -> None:
        """Take an adapter out for good, for a tenant that is deleted; a missing one is no error."""
        if manifest.is_name(name):
            shutil.rmtree(self.root / name, ignore_errors=True)

    def check_reachable(self) -> None:
        """Raise `EngineUnavailable` when adapters cannot be read from where they are kept."""
        if self.root.exists() and not os.access(self.root, os.R_OK | os.X_OK):
            raise EngineUnavailable(f"The adapter store {self.root} cannot be read.")

    def _move(self, draft: Path, name: str) -> None:
        try:
            os.rename(draft, self.root / name)
        except OSError:
            # Another publisher, or an earlier one, was first: theirs must be whole, or ours would be lost.
            checked(self.root / name, name)


def checked(folder: Path, name: str) -> Manifest:
    """The manifest in `folder` if all files there are those of `name`; raises `InvalidAdapter`."""
    adapter = manifest.parse(_read_json(folder / MANIFEST))
    if adapter.name != name:
        raise InvalidAdapter(f"The adapter {name} carries the manifest of another adapter.")
    if _read_json(folder / CONFIG) != adapter.config.peft():
        raise InvalidAdapter(f"The configuration of adapter {name} was changed after it was published.")
    _require(folder / WEIGHTS)
    if weights.sha256(folder / WEIGHTS) != adapter.weights_sha256:
        raise InvalidAdapter(f"The weights of adapter {name} were changed after it was published.")
    weights.check(folder / WEIGHTS, adapter.config)
    return adapter


def _read_json(path: Path) -> dict[str, Any]:
    _require(path)
    try:
        body = json.loads(path.read_bytes())
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise InvalidAdapter(f"The adapter's {path.name} is not a JSON object.")
    return body


def _require(path: Path) -> None:
    if path.is_symlink() or not path.is_file():
        raise InvalidAdapter(f"The adapter's {path.name} is missing.")


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
