"""The zip of a version."""

import io
import json
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.http import HttpResponse
from django.utils.text import slugify

from assistants import store
from assistants.catalogue import find
from assistants.errors import AdapterGone
from assistants.models import Adapter
from assistants.package.card import card
from serving.client import EngineError, Manifest

# The same version gives the same bytes.
STAMP = (1980, 1, 1, 0, 0, 0)


def download(adapter: Adapter) -> HttpResponse:
    """PEFT's two files, the manifest and the model card, as a download. Raises AdapterGone."""
    if adapter.shots_id:
        raise AdapterGone(
            f"{adapter} is a few-shot version: it has no weights of its own.",
            "Export the rows of its training set instead.",
        )
    adapters = store.adapters()
    try:
        manifest = adapters.manifest(adapter.name)
        content = _zipped(adapter, manifest, adapters.path(adapter.name))
    except (EngineError, OSError) as error:
        raise AdapterGone(
            f"The files of {adapter} cannot be read: {error}", "Train again to have a new one."
        ) from error
    name = f"{slugify(adapter.assistant.name) or 'adapter'}-v{adapter.version}.zip"
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type="application/zip", headers={"Content-Disposition": disposition})


def _zipped(adapter: Adapter, manifest: Manifest, folder: Path) -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        _add(archive, "README.md", card(adapter, manifest).encode())
        _add(archive, "adapter_config.json", json.dumps(_config(adapter, manifest), indent=2, sort_keys=True).encode())
        _add(archive, "manifest.json", (folder / "manifest.json").read_bytes())
        _add(archive, "adapter_model.safetensors", (folder / "adapter_model.safetensors").read_bytes())
    return file.getvalue()


def _config(adapter: Adapter, manifest: Manifest) -> dict[str, object]:
    """As it is served, with the base model's name on the hub, where it has one, for whoever loads it elsewhere."""
    base = find(adapter.training.base)
    return {**manifest.config.peft(), "base_model_name_or_path": base.hub if base and base.hub else None}


def _add(archive: ZipFile, name: str, content: bytes) -> None:
    entry = ZipInfo(name, STAMP)
    # Weights do not get smaller.
    entry.compress_type = ZIP_STORED if name.endswith(".safetensors") else ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)
