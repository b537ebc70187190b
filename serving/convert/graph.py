"""Builds the stateful OpenVINO graph of a Llama-family model.

It has the inputs that OpenVINO GenAI expects (`input_ids`, `attention_mask`, `position_ids`, `beam_idx`) and the
patterns (state, grouped heads, scaled dot-product attention, RoPE, RMSNorm) that its paged-attention
transformation and the CPU plugin's fusions look for. Each MatMul and its constants bear the module's name.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import openvino as ov
from openvino import opset13 as op
from openvino.op.util import Variable, VariableInfo

from serving.convert.architecture import Architecture
from serving.convert.checkpoint import Checkpoint
from serving.convert.graph_inputs import TOKEN_BITS
from serving.convert.quantise import group_size, int8

Node: TypeAlias = ov.Node


def build(architecture: Architecture, checkpoint: Checkpoint) -> ov.Model:
    """The model with int8 weights; its one output `logits` is [batch, positions, vocabulary]."""
    return _Builder(architecture, checkpoint).build()


def quantised(checkpoint: Checkpoint) -> list[str]:
    """The modules that become int8: those with a weight matrix."""
    names = (name.removesuffix(".weight") for name in checkpoint.names() if name.endswith(".weight"))
    return [name for name in names if not name.endswith("norm")]


class _Builder:
    def __init__(self, architecture: Architecture, checkpoint: Checkpoint) -> None:
        self.a = architecture
        self.checkpoint = checkpoint
        self.assigns: list[Node] = []
        self.ids = _input("input_ids", 2)
        self.attention_mask = _input("attention_mask", 2)
        self.positions = _input("position_ids", 2)
        self.beams = _input("beam_idx", 1, ov.Type.i32)

    def build(self) -> ov.Model:
        """The layers in order."""
        table = self.weight("model.embed_tokens")
        tokens = op.bitwise_and(self.ids, _integer((1 << TOKEN_BITS) - 1))
        hidden = op.gather(table, tokens, _integer(0))
        self.batch = op.gather(op.shape_of(self.ids), _integer(0), _integer(0))
        self.mask = self._mask()
        self.rotation = self._rotation()
        for layer in range(self.a.layers):
            hidden = self._layer(f"model.layers.{layer}", hidden)
        hidden = self.norm("model.norm", hidden)
        head = table if self.a.tied else self.weight("lm_head")
        logits = _named(op.matmul(hidden, head, False, True), "lm_head")
        logits.output(0).get_tensor().set_names({"logits"})
        result = _named(op.result(logits), "logits")
        inputs = [self.ids, self.attention_mask, self.positions, self.beams]
        return ov.Model([result], self.assigns, inputs, "llama")

    def _layer(self, name: str, hidden: Node) -> Node:
        attended = self._attention(f"{name}.self_attn", self.norm(f"{name}.input_layernorm", hidden))
        hidden = op.add(hidden, attended)
        return op.add(hidden, self._mlp(f"{name}.mlp", self.norm(f"{name}.post_attention_layernorm", hidden)))

    def _attention(self, name: str, hidden: Node) -> Node:
        a = self.a
        query, key, value = (self.linear(f"{name}.{x}_proj", hidden, a.query_bias) for x in "qkv")
        query = self._rotate(_split_heads(query, a.heads, a.head_size))
        key = self._rotate(_split_heads(key, a.key_value_heads, a.head_size))
        value = _split_heads(value, a.key_value_heads, a.head_size)
        keys, values = self._cached(f"{name}.key", key), self._cached(f"{name}.value", value)
        keys, values = self._grouped(keys), self._grouped(values)
        attended = op.scaled_dot_product_attention(query, keys, values, self.mask)
        merged = op.reshape(_swap_heads(attended), _integers(0, 0, a.heads * a.head_size), True)
        return self.linear(f"{name}.o_proj", merged, a.output_bias)

    def _mlp(self, name: str, hidden: Node) -> Node:
        gate = op.swish(self.linear(f"{name}.gate_proj", hidden, self.a.mlp_bias))
        up = self.linear(f"{name}.up_proj", hidden, self.a.mlp_bias)
        return self.linear(f"{name}.down_proj", op.multiply(gate, up), self.a.mlp_bias)

    def linear(self, name: str, hidden: Node, bias: bool) -> Node:
        """x · Wᵀ (+ b), the MatMul named after its module."""
        product = _named(op.matmul(hidden, self.weight(name), False, True), name)
        if not bias:
            return product
        return op.add(product, op.constant(self.checkpoint.read(f"{name}.bias")[None, None, :]))

    def weight(self, name: str) -> Node:
        """The module's weights, kept as int8 and multiplied out by the MatMul's kernel."""
        weight = self.checkpoint.read(f"{name}.weight")
        outputs, inputs = weight.shape
        values, scales = int8(weight, group_size(name, inputs))
        if values.shape[1] == 1:
            # The plugin's kernels for whole rows want two dimensions.
            values, scales = values[:, 0, :], scales[:, 0, :]
        stored = _named(op.constant(values), f"{name}.weight")
        scaled = op.multiply(op.convert(stored, "f32"), _named(op.constant(scales), f"{name}.scale"))
        return scaled if values.ndim == 2 else op.reshape(scaled, _integers(outputs, inputs), False)

    def norm(self, name: str, hidden: Node) -> Node:
        """RMSNorm (arXiv 1910.07467)."""
        square = op.reduce_mean(op.power(hidden, _real(2.0)), _integers(-1), True)
        root = op.sqrt(op.add(square, _real(self.a.epsilon)))
        gain = op.constant(self.checkpoint.read(f"{name}.weight")[None, None, :])
        return op.multiply(gain, op.multiply(hidden, op.divide(_real(1.0), root)))

    def _mask(self) -> Node:
        """What is added to attention's scores, [batch, 1, queries, keys]: 0 where a query may look."""
        total = op.gather(op.shape_of(self.attention_mask), _integer(1), _integer(0))
        queries = op.gather(op.shape_of(self.ids), _integer(1), _integer(0))
        rows = op.unsqueeze(op.range(op.subtract(total, queries), total, _integer(1), "i64"), _integer(1))
        columns = op.unsqueeze(op.range(_integer(0), total, _integer(1), "i64"), _integer(0))
        present = op.unsqueeze(op.greater(self.attention_mask, _integer(0)), _integers(1, 2))
        visible = op.logical_and(op.less_equal(columns, rows), present)
        return op.select(visible, _real(0.0), _real(float(np.finfo(np.float32).min)))

    def _rotation(self) -> tuple[Node, Node]:
        """RoPE's cosine and sine, each [batch, 1, positions, head size] (arXiv 2104.09864)."""
        positions = op.convert(op.unsqueeze(self.positions, _integer(1)), "f32")
        frequencies = op.broadcast(
            op.constant(self.a.inverse_frequencies[None, :, None]),
            op.concat([op.unsqueeze(self.batch, _integer(0)), _integers(self.a.head_size // 2, 1)], 0),
        )
        angles = op.transpose(op.matmul(frequencies, positions, False, False), _integers(0, 2, 1))
        angles = op.concat([angles, angles], -1)
        return op.unsqueeze(op.cos(angles), _integer(1)), op.unsqueeze(op.sin(angles), _integer(1))

    def _rotate(self, heads: Node) -> Node:
        cosine, sine = self.rotation
        half = self.a.head_size // 2
        first = op.slice(heads, _integers(0), _integers(half), _integers(1), _integers(3))
        end = np.iinfo(np.int64).max
        second = op.slice(heads, _integers(half), _integers(end), _integers(1), _integers(3))
        turned = op.concat([op.multiply(second, _real(-1.0)), first], -1)
        return op.add(op.multiply(heads, cosine), op.multiply(turned, sine))

    def _cached(self, name: str, fresh: Node) -> Node:
        """What earlier calls left, followed by `fresh`: [batch, heads, keys, head size]."""
        a = self.a
        info = VariableInfo()
        info.data_shape = ov.PartialShape([-1, a.key_value_heads, -1, a.head_size])
        info.data_type = ov.Type.f32
        info.variable_id = name
        variable = Variable(info)
        batch = op.unsqueeze(self.batch, _integer(0))
        shape = op.concat([batch, _integers(a.key_value_heads, 0, a.head_size)], 0)
        past = op.read_value(op.broadcast(_real(0.0), shape), variable)
        joined = op.concat([op.gather(past, self.beams, _integer(0)), fresh], 2)
        self.assigns.append(op.assign(joined, variable))
        return joined

    def _grouped(self, heads: Node) -> Node:
        """Each key-value head once per query head of its group (arXiv 2305.13245)."""
        a = self.a
        group = a.heads // a.key_value_heads
        if group == 1:
            return heads
        wide = op.unsqueeze(heads, _integer(2))
        copies = op.broadcast(wide, _integers(1, 1, group, 1, 1), broadcast_spec="BIDIRECTIONAL")
        return op.reshape(copies, _integers(0, a.heads, -1, a.head_size), True)


def _input(name: str, rank: int, kind: ov.Type = ov.Type.i64) -> Node:
    node = op.parameter(ov.PartialShape([-1] * rank), kind)
    node.output(0).get_tensor().set_names({name})
    return _named(node, name)


def _split_heads(hidden: Node, heads: int, size: int) -> Node:
    return _swap_heads(op.reshape(hidden, _integers(0, 0, heads, size), True))


def _swap_heads(heads: Node) -> Node:
    return op.transpose(heads, _integers(0, 2, 1, 3))


def _named(node: Node, name: str) -> Node:
    node.set_friendly_name(name)
    return node


def _integer(value: int) -> Node:
    return op.constant(value, ov.Type.i64)


def _integers(*values: int) -> Node:
    return op.constant(np.array(values, dtype=np.int64))


def _real(value: float) -> Node:
    return op.constant(np.array(value, dtype=np.float32))
