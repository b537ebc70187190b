"""Fine-tuned sentence encoders in the adapter store: immutable, content-addressed folders beside the adapters."""

import hashlib
import json
import math
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from serving.client import weights
from serving.client.errors import InvalidAdapter, UnknownAdapter

FORMAT = 1
WEIGHTS, PROBE, MANIFEST = "encoder.safetensors", "probe.json", "manifest.json"
NAME = re.compile(r"e-[0-9a-f]{32}")
DIMENSIONS = 384
_HIDDEN, _INNER = [384, 384], [1536, 384]
SHAPES = {
    "attention.self.query": _HIDDEN,
    "attention.self.key": _HIDDEN,
    "attention.self.value": _HIDDEN,
    "attention.output.dense": _HIDDEN,
    "intermediate.dense": _INNER,
    "output.dense": _INNER[::-1],
}
TENSOR = re.compile(rf"encoder\.layer\.[0-5]\.(?P<module>{'|'.join(map(re.escape, SHAPES))})\.weight")


@dataclass(frozen=True)
class EncoderManifest:
    """What an encoder is: matrices in place of those of `base`, and the vector that they must give for a text."""

    base: str
    weights_sha256: str
    text: str
    vector: tuple[float, ...]

    def canonical(self) -> str:
        """JSON with sorted keys and no spaces: what `name` is the hash of, and what `manifest.json` holds."""
        body = {
            "format": FORMAT,
            "base": self.base,
            "weights_sha256": self.weights_sha256,
            "probe": {"text": self.text, "vector": self.vector},
        }
        return json.dumps(body, sort_keys=True, separators=(",", ":"))

    @property
    def name(self) -> str:
        """`e-` and the first 32 hex digits of SHA-256 over the canonical JSON."""
        return "e-" + hashlib.sha256(self.canonical().encode()).hexdigest()[:32]


class EncoderStore:
    """Encoders under `root`, each in a folder of its own name that never changes once it is there."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def publish(self, folder: Path, *, base: str) -> str:
        """Check `encoder.safetensors` and `probe.json` in `folder`, copy them in, return the name; idempotent."""
        probe = _json(folder / PROBE)
        self.root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".publish-", dir=self.root) as temporary:
            draft = Path(temporary) / "encoder"
            draft.mkdir()
            # Copied first and hashed after, so that what is named is what is kept.
            shutil.copyfile(_file(folder / WEIGHTS), draft / WEIGHTS)
            _check(draft / WEIGHTS)
            manifest = _manifest({"base": base, "weights_sha256": weights.sha256(draft / WEIGHTS), "probe": probe})
            (draft / MANIFEST).write_text(manifest.canonical(), "utf-8")
            for path in draft.iterdir():
                _sync(path)
            self._move(draft, manifest.name)
        return manifest.name

    def manifest(self, name: str) -> EncoderManifest:
        """The manifest of `name`, after checking name and weights against it."""
        folder = self.path(name)
        manifest = _manifest(_json(folder / MANIFEST))
        if manifest.name != name or weights.sha256(_file(folder / WEIGHTS)) != manifest.weights_sha256:
            raise InvalidAdapter(f"The files of encoder {name} were changed after it was published.")
        _check(folder / WEIGHTS)
        return manifest

    def path(self, name: str) -> Path:
        """The folder of `name`; raises `UnknownAdapter` for a malformed or missing one."""
        if not is_encoder(name) or not (self.root / name).is_dir():
            raise UnknownAdapter(f"There is no encoder named {name[:80]!r}.")
        return self.root / name

    def _move(self, draft: Path, name: str) -> None:
        try:
            os.rename(draft, self.root / name)
        except OSError:
            # Another publisher, or an earlier one, was first: theirs must be whole, or ours would be lost.
            self.manifest(name)


def is_encoder(name: str) -> bool:
    """Whether `name` has the form of an encoder's name, and so is safe as a folder's name."""
    return NAME.fullmatch(name) is not None


def _check(path: Path) -> None:
    """Raise `InvalidAdapter` unless every tensor is a matrix of MiniLM's layers in its shape."""
    tensors = weights.header(path)
    for name, tensor in tensors.items():
        match = TENSOR.fullmatch(name)
        if not match or tensor.get("shape") != SHAPES[match["module"]] or tensor.get("dtype") != "F16":
            raise InvalidAdapter(f"The tensor {name[:200]!r} does not belong to a fine-tuned encoder.")
    if not tensors:
        raise InvalidAdapter("The encoder's weights are empty.")


def _manifest(body: Mapping[str, Any]) -> EncoderManifest:
    probe = body.get("probe")
    text, vector = (probe.get("text"), probe.get("vector")) if isinstance(probe, Mapping) else (None, None)
    numbers = vector if isinstance(vector, list) else []
    whole = all(isinstance(number, float) and math.isfinite(number) for number in numbers)
    if not isinstance(text, str) or len(numbers) != DIMENSIONS or not whole:
        raise InvalidAdapter(f"The encoder's probe must be a text and its {DIMENSIONS} numbers.")
    if body.get("format", FORMAT) != FORMAT or not isinstance(body.get("base"), str):
        raise InvalidAdapter("The encoder's manifest is of an unknown format.")
    return EncoderManifest(body["base"], str(body.get("weights_sha256")), text, tuple(numbers))


def _json(path: Path) -> dict[str, Any]:
    try:
        body = json.loads(_file(path).read_bytes())
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise InvalidAdapter(f"The encoder's {path.name} is not a JSON object.")
    return body


def _file(path: Path) -> Path:
    if path.is_symlink() or not path.is_file():
        raise InvalidAdapter(f"The encoder's {path.name} is missing.")
    return path


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
