"""LoRA with the update merged into the weight while a step runs.

y = x(W + s·BA)ᵀ is one product, and so is the gradient for x; the gradients of A and B need narrow products only.
PEFT's layers compute xWᵀ + s·(xAᵀ)Bᵀ, with several passes over wide activations that a CPU spends a fifth of its time
on. Merging costs one narrow product per layer and step. The result is the same up to float rounding, in float32.
"""

from collections.abc import Callable
from typing import Any

import torch
from peft.tuners.lora import Linear
from torch import Tensor, nn
from torch.autograd import Function
from torch.autograd.function import once_differentiable
from torch.nn.functional import linear


class MergedLora:
    """Takes over the forward pass of a model's LoRA layers; `refresh` is due after each change of the adapter."""

    def __init__(self, model: nn.Module) -> None:
        self._layers = [_Layer(layer) for layer in model.modules() if isinstance(layer, Linear)]
        self.refresh()

    @torch.no_grad()
    def refresh(self) -> None:
        """Merges the adapter's current weights."""
        for layer in self._layers:
            layer.merge()


class _Layer:
    def __init__(self, layer: Any, adapter: str = "default") -> None:
        base = layer.get_base_layer()
        self._weight: Tensor = base.weight
        self._bias: Tensor | None = base.bias
        self._a: Tensor = layer.lora_A[adapter].weight
        self._b: Tensor = layer.lora_B[adapter].weight
        self._scale: float = layer.scaling[adapter]
        self._merged = torch.empty_like(self._weight)
        layer.forward = self.forward

    def merge(self) -> None:
        torch.addmm(self._weight, self._b, self._a, alpha=self._scale, out=self._merged)

    def forward(self, x: Tensor) -> Tensor:
        y = _merged_linear(x, self._merged, self._a, self._b, self._scale)
        return y if self._bias is None else y + self._bias


class _MergedLinear(Function):
    """x: (…, in), merged: (out, in), a: (rank, in), b: (out, rank) to (…, out)."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, merged: Tensor, a: Tensor, b: Tensor, scale: float) -> Tensor:
        ctx.save_for_backward(x, merged, a, b)
        ctx.scale = scale
        return linear(x, merged)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, None, Tensor, Tensor, None]:
        x, merged, a, b = ctx.saved_tensors
        flat_x, flat = x.flatten(0, -2), gradient.flatten(0, -2)
        for_a = ((flat @ b).T @ flat_x).mul_(ctx.scale)
        for_b = (flat.T @ (flat_x @ a.T)).mul_(ctx.scale)
        # The first layer's input is the frozen embedding.
        for_x = gradient @ merged if ctx.needs_input_grad[0] else None
        return for_x, None, for_a, for_b, None


_merged_linear: Callable[[Tensor, Tensor, Tensor, Tensor, float], Tensor] = _MergedLinear.apply
