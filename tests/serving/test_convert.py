"""The graph says what transformers says: for each family, with and without an adapter."""

import json
from pathlib import Path

import numpy as np
import openvino as ov
import pytest

from serving.client import AdapterStore, InvalidAdapter
from serving.convert import base, child, graph, parity, places
from serving.convert.architecture import Architecture
from serving.convert.checkpoint import Checkpoint
from serving.convert.errors import BrokenModel, ParityError, UnsupportedModel
from serving.convert.graph_inputs import TOKEN_BITS
from serving.convert.quantise import int8
from serving.engine.merge import merge
from tests.serving import tiny

COMPLETE = {
    "model_type": "llama",
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "hidden_size": 8,
    "vocab_size": 9,
    "rms_norm_eps": 1e-5,
}
LLAMA3 = {
    "rope_type": "llama3",
    "rope_theta": 10000.0,
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 64,
}


def build(model: Path, target: Path) -> Path:
    target.mkdir()
    network = graph.build(Architecture.read(model), Checkpoint.open(model / "model.safetensors"))
    ov.serialize(network, target / "openvino_model.xml")
    return target


@pytest.fixture(scope="module")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.make_model(tmp_path_factory.mktemp("llama"))


@pytest.mark.parametrize(
    ("family", "options"),
    [
        ("llama", {}),
        ("llama", {"tie_word_embeddings": False, "num_key_value_heads": 4}),
        ("llama", {"attention_bias": True, "mlp_bias": True, "rope_parameters": LLAMA3}),
        ("qwen2", {"head_dim": 16}),
        ("mistral", {"sliding_window": None, "head_dim": 16}),
    ],
)
def test_the_graph_of_each_family_agrees_with_transformers(tmp_path, family, options):
    model = tiny.make_model(tmp_path / "model", family, **options)
    figures = parity.measure(build(model, tmp_path / "graph") / "openvino_model.xml", model)
    assert figures.positions >= parity.MIN_POSITIONS
    assert figures.cosine > 0.995


@pytest.mark.filterwarnings("ignore::FutureWarning")
@pytest.mark.parametrize("rslora", [False, True])
def test_a_merged_adapter_agrees_with_peft_and_no_other_scaling_does(tmp_path, llama, rslora):
    adapter = tiny.make_adapter(llama, tmp_path / "peft", 1, rslora=rslora)
    store = AdapterStore(tmp_path / "store")
    name = tiny.publish(store, llama, adapter)
    plain, merged = build(llama, tmp_path / "graph"), tmp_path / "merged"
    merged.mkdir()
    weights = Checkpoint.open(llama / "model.safetensors")
    merge(plain, weights, store.path(name), store.manifest(name), merged)
    assert parity.measure(merged / "openvino_model.xml", llama, adapter).cosine > 0.99
    assert parity.measure(plain / "openvino_model.xml", llama, adapter).cosine < 0.95


def test_weights_changed_after_the_check_are_not_merged(tmp_path, llama):
    store = AdapterStore(tmp_path / "store")
    name = tiny.publish(store, llama, tiny.make_adapter(llama, tmp_path / "peft", 1))
    manifest = store.manifest(name)
    path = store.path(name) / "adapter_model.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"\x7f")
    merged = tmp_path / "merged"
    merged.mkdir()
    weights = Checkpoint.open(llama / "model.safetensors")
    with pytest.raises(InvalidAdapter, match="changed"):
        merge(build(llama, tmp_path / "graph"), weights, store.path(name), manifest, merged)


def test_the_graph_drops_what_stands_above_the_token(tmp_path, llama):
    model = build(llama, tmp_path / "graph") / "openvino_model.xml"
    request = ov.Core().compile_model(model, "CPU").create_infer_request()
    ids = np.array([[5, 6, 7]], dtype=np.int64)
    salted = ids + (np.array([[4095, 1, 77]], dtype=np.int64) << TOKEN_BITS)
    rest = {
        "attention_mask": np.ones_like(ids),
        "position_ids": np.arange(3, dtype=np.int64)[None],
        "beam_idx": np.zeros(1, dtype=np.int32),
    }
    plain = request.infer({"input_ids": ids, **rest})["logits"].copy()
    request.reset_state()
    assert np.array_equal(request.infer({"input_ids": salted, **rest})["logits"], plain)


@pytest.mark.parametrize("group", [32, 64])
def test_int8_is_never_further_off_than_half_a_step(group):
    weight = np.random.default_rng(0).normal(size=(8, 64)).astype(np.float32)
    weight[3] = 0.0
    values, scales = int8(weight, group)
    assert values.shape == (8, 64 // group, group)
    assert (np.abs(values * scales - weight.reshape(values.shape)) <= scales * 0.5001).all()
    assert not values[3].any()


def test_a_graph_that_says_something_else_does_not_pass_the_gate():
    rng = np.random.default_rng(0)
    reference = [rng.normal(size=(600, 50)).astype(np.float32)]
    parity.compare(reference, reference).check()
    with pytest.raises(ParityError, match="cosine"):
        parity.compare([reference[0] + rng.normal(size=(600, 50)).astype(np.float32)], reference).check()
    with pytest.raises(ParityError, match="positions"):
        parity.compare([reference[0][:400]], [reference[0][:400]]).check()


@pytest.mark.parametrize(
    "config",
    [
        {"model_type": "gpt2"},
        {"model_type": "llama", "hidden_act": "gelu"},
        {"model_type": "mistral", "sliding_window": 4096},
        {**COMPLETE, "rope_scaling": {"type": "yarn"}},
    ],
)
def test_a_model_that_the_graph_cannot_express_is_refused_with_a_way_out(config):
    with pytest.raises(UnsupportedModel) as raised:
        Architecture.parse(config)
    assert "vLLM" in raised.value.hint


def test_the_child_tells_why_it_failed_and_leaves_nothing(tmp_path, llama):
    model = tmp_path / "model"
    model.mkdir()
    (model / "base.json").write_text(json.dumps({"sha256": "f" * 64}))
    with pytest.raises(BrokenModel, match=r"model\.safetensors"):
        child.ensure(model, tmp_path / "work")
    assert not places.base_folder(model, tmp_path / "work").exists()
    assert [path.name for path in (tmp_path / "work").iterdir()] == [".lock"]


def test_a_model_that_fails_the_gate_is_not_put_in_service(tmp_path, llama):
    # Large random weights lose about one arg-max in ten to quantisation.
    with pytest.raises(ParityError, match="arg-max"):
        base.convert(llama, tmp_path / "work" / "base")
    assert list((tmp_path / "work").iterdir()) == []
