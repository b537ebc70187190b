"""Adapters in the platform's store, each with weights of its own, that no model could be answered with."""

from pathlib import Path
from tempfile import TemporaryDirectory

from assistants import store
from tests.serving.test_store import BASE, TEMPLATE, write_adapter


def published(value: float) -> str:
    """The name of one whose numbers are all `value`."""
    with TemporaryDirectory() as folder:
        return store.adapters().publish(
            write_adapter(Path(folder), value=value), base_sha256=BASE, template_sha256=TEMPLATE
        )


def spoil(name: str) -> None:
    """Changes the weights of a published adapter, as a broken disk would."""
    weights = store.adapters().path(name) / "adapter_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x01")
