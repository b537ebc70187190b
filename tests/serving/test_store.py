"""The adapter store keeps what was published, and nothing else passes for it."""

import json
import struct
from pathlib import Path

import pytest

from serving.client import AdapterStore, InvalidAdapter, UnknownAdapter

BASE, TEMPLATE = "b" * 64, "c" * 64
PREFIX = "base_model.model.model.layers.0.self_attn.q_proj"
CONFIG = {"peft_type": "LORA", "r": 2, "lora_alpha": 4, "target_modules": ["q_proj"], "bias": "none"}


def write_adapter(folder: Path, *, value: float = 0.5, config: dict | None = None, tensors=None) -> Path:
    """A PEFT adapter of one layer with inputs of 3 and outputs of 3 numbers, all of them `value`."""
    folder.mkdir(parents=True, exist_ok=True)
    shapes = tensors or {f"{PREFIX}.lora_A.weight": (2, 3), f"{PREFIX}.lora_B.weight": (3, 2)}
    header, data = {}, b""
    for name, shape in shapes.items():
        start = len(data)
        data += struct.pack("<f", value) * (shape[0] * shape[1])
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [start, len(data)]}
    head = json.dumps(header).encode()
    (folder / "adapter_model.safetensors").write_bytes(struct.pack("<Q", len(head)) + head + data)
    (folder / "adapter_config.json").write_text(json.dumps({**CONFIG, **(config or {})}))
    return folder


@pytest.fixture
def store(tmp_path: Path) -> AdapterStore:
    return AdapterStore(tmp_path / "adapters")


def publish(store: AdapterStore, folder: Path) -> str:
    return store.publish(folder, base_sha256=BASE, template_sha256=TEMPLATE)


def test_publishing_twice_gives_one_adapter(store, tmp_path):
    folder = write_adapter(tmp_path / "peft")
    assert publish(store, folder) == publish(store, folder)
    assert len(store.names()) == 1


def test_the_name_follows_weights_configuration_base_and_template(store, tmp_path):
    folder = write_adapter(tmp_path / "one")
    names = {
        publish(store, folder),
        publish(store, write_adapter(tmp_path / "two", value=0.25)),
        publish(store, write_adapter(tmp_path / "three", config={"lora_alpha": 8})),
        store.publish(folder, base_sha256="d" * 64, template_sha256=TEMPLATE),
        store.publish(folder, base_sha256=BASE, template_sha256="d" * 64),
    }
    assert len(names) == 5


def test_the_name_does_not_depend_on_what_training_only_uses(store, tmp_path):
    trained = {"lora_dropout": 0.1, "base_model_name_or_path": "/somewhere/private", "lora_alpha": 4.0}
    one, two = write_adapter(tmp_path / "one"), write_adapter(tmp_path / "two", config=trained)
    assert publish(store, one) == publish(store, two)
    assert "private" not in (store.path(store.names()[0]) / "adapter_config.json").read_text()


def test_the_manifest_says_how_to_scale(store, tmp_path):
    plain = publish(store, write_adapter(tmp_path / "plain"))
    rslora = publish(store, write_adapter(tmp_path / "rs", config={"use_rslora": True}))
    assert store.manifest(plain).config.scaling == 2.0
    assert store.manifest(rslora).config.scaling == pytest.approx(4 / 2**0.5)


def test_changed_weights_are_noticed(store, tmp_path):
    name = publish(store, write_adapter(tmp_path / "peft"))
    path = store.path(name) / "adapter_model.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"\x01")
    with pytest.raises(InvalidAdapter, match="weights"):
        store.manifest(name)


def test_a_changed_configuration_is_noticed(store, tmp_path):
    name = publish(store, write_adapter(tmp_path / "peft"))
    path = store.path(name) / "adapter_config.json"
    path.write_text(path.read_text().replace('"lora_alpha": 4', '"lora_alpha": 400'))
    with pytest.raises(InvalidAdapter, match="configuration"):
        store.manifest(name)


def test_an_adapter_under_anothers_name_is_noticed(store, tmp_path):
    name = publish(store, write_adapter(tmp_path / "peft"))
    store.path(name).rename(store.root / f"a-{'0' * 32}")
    with pytest.raises(InvalidAdapter, match="another"):
        store.manifest(f"a-{'0' * 32}")


@pytest.mark.parametrize("name", ["", "base", "../adapters", "a-" + "0" * 32, "a-" + "0" * 32 + "/.."])
def test_no_other_name_leads_anywhere(store, name):
    store.root.mkdir()
    with pytest.raises(UnknownAdapter):
        store.path(name)


@pytest.mark.parametrize(
    "config",
    [
        {"use_dora": True},
        {"modules_to_save": ["lm_head"]},
        {"r": 64},
        {"r": True},
        {"lora_alpha": 0},
        {"target_modules": "all-linear"},
        {"target_modules": ["embed_tokens"]},
        {"peft_type": "IA3"},
        {"bias": "all"},
        {"init_lora_weights": "pissa"},
        {"rank_pattern": {"q_proj": 4}},
    ],
)
def test_what_cannot_be_served_is_refused_and_leaves_nothing(store, tmp_path, config):
    with pytest.raises(InvalidAdapter):
        publish(store, write_adapter(tmp_path / "peft", config=config))
    assert not store.root.exists() or not list(store.root.iterdir())


@pytest.mark.parametrize(
    "tensors",
    [
        {f"{PREFIX}.lora_A.weight": (2, 3)},
        {f"{PREFIX}.lora_A.weight": (4, 3), f"{PREFIX}.lora_B.weight": (3, 4)},
        {"base_model.model.lm_head.weight": (3, 3)},
    ],
)
def test_weights_that_are_not_the_configured_pairs_are_refused(store, tmp_path, tensors):
    with pytest.raises(InvalidAdapter):
        publish(store, write_adapter(tmp_path / "peft", tensors=tensors))
    assert list(store.root.iterdir()) == []


def test_a_file_that_is_no_safetensors_is_refused(store, tmp_path):
    folder = write_adapter(tmp_path / "peft")
    (folder / "adapter_model.safetensors").write_bytes(b"PK\x03\x04 a pickle in a zip")
    with pytest.raises(InvalidAdapter, match="safetensors"):
        publish(store, folder)
