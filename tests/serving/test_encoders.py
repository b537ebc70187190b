"""Fine-tuned encoders are kept as they were published, and served only if they say what their trainer saw."""

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from serving.client import EncoderStore, Engine, InvalidAdapter, UnknownAdapter
from serving.convert.checkpoint import Checkpoint
from serving.convert.embedder import source
from serving.embedder import tuned
from tests.serving import engines

MODEL = "all-minilm-l6-v2"
MATRIX = "encoder.layer.5.attention.output.dense.weight"
TEXT = "Where is my parcel?"


def write_encoder(folder: Path, *, scale: float = 1.0, vector: list[float] | None = None, tensors=None) -> Path:
    """One matrix of the embedder, scaled, and the vector that it is said to give for TEXT."""
    folder.mkdir(parents=True, exist_ok=True)
    matrix = Checkpoint.open(source() / "model.safetensors").read(MATRIX)
    save_file(tensors or {MATRIX: (matrix * scale).astype(np.float16)}, folder / "encoder.safetensors")
    probe = {"text": TEXT, "vector": vector or [1.0] + [0.0] * 383}
    (folder / "probe.json").write_text(json.dumps(probe))
    return folder


@pytest.fixture
def store(tmp_path: Path) -> EncoderStore:
    return EncoderStore(tmp_path / "adapters")


@pytest.fixture
def published(store: EncoderStore, tmp_path: Path) -> str:
    return store.publish(write_encoder(tmp_path / "encoder"), base=MODEL)


class TestStore:
    def test_publishing_twice_gives_one_encoder(self, store, published, tmp_path):
        assert store.publish(tmp_path / "encoder", base=MODEL) == published
        assert [entry.name for entry in store.root.iterdir()] == [published]

    def test_the_name_follows_weights_base_and_probe(self, store, published, tmp_path):
        others = {
            store.publish(write_encoder(tmp_path / "scaled", scale=0.5), base=MODEL),
            store.publish(write_encoder(tmp_path / "probed", vector=[0.0, 1.0] + [0.0] * 382), base=MODEL),
            store.publish(tmp_path / "encoder", base="another"),
        }
        assert len(others | {published}) == 4

    def test_changed_weights_are_noticed(self, store, published):
        path = store.path(published) / "encoder.safetensors"
        path.write_bytes(path.read_bytes()[:-1] + b"\x01")
        with pytest.raises(InvalidAdapter, match="changed"):
            store.manifest(published)

    @pytest.mark.parametrize("name", ["", "../adapters", "e-" + "0" * 32, "a-" + "0" * 32])
    def test_no_other_name_leads_anywhere(self, store, published, name):
        with pytest.raises(UnknownAdapter):
            store.path(name)

    @pytest.mark.parametrize(
        "tensors",
        [
            {"embeddings.word_embeddings.weight": np.zeros((4, 384), np.float16)},
            {MATRIX: np.zeros((384, 383), np.float16)},
            {MATRIX: np.zeros((384, 384), np.float32)},
        ],
    )
    def test_what_is_no_matrix_of_the_layers_is_refused_and_leaves_nothing(self, store, tmp_path, tensors):
        with pytest.raises(InvalidAdapter, match="does not belong"):
            store.publish(write_encoder(tmp_path / "encoder", tensors=tensors), base=MODEL)
        assert list(store.root.iterdir()) == []

    @pytest.mark.parametrize("vector", [[1.0], [float("nan")] * 384, ["1"] * 384])
    def test_a_probe_has_384_numbers(self, store, tmp_path, vector):
        with pytest.raises(InvalidAdapter, match="384 numbers"):
            store.publish(write_encoder(tmp_path / "encoder", vector=vector), base=MODEL)


class TestServing:
    def test_an_encoder_that_says_something_else_is_not_served(self, store, published):
        with pytest.raises(InvalidAdapter, match="cosine"):
            tuned.load(engines.embedder(), store, published)

    def test_an_encoder_of_another_base_is_not_served(self, store, tmp_path):
        name = store.publish(write_encoder(tmp_path / "encoder"), base="another")
        with pytest.raises(InvalidAdapter, match="another"):
            tuned.load(engines.embedder(), store, name)

    async def test_the_engine_serves_it_by_its_name_beside_the_embedder(self, shop, tmp_path):
        store = EncoderStore(shop.store.root)
        async with Engine(shop.url) as engine:
            (plain,) = await engine.embed([TEXT])
            same = store.publish(write_encoder(tmp_path / "same", vector=plain), base=MODEL)
            (found,) = await engine.embed([TEXT], same)
            assert np.dot(found, plain) > 0.9999
            wrong = store.publish(write_encoder(tmp_path / "wrong", scale=-3.0, vector=plain), base=MODEL)
            with pytest.raises(InvalidAdapter, match="cosine"):
                await engine.embed([TEXT], wrong)
            with pytest.raises(UnknownAdapter):
                await engine.embed([TEXT], "e-" + "0" * 32)
            assert await engine.embed([TEXT]) == [plain]
