"""A run's tensors as one flat dictionary: adapter, best adapter, optimizer moments, random numbers."""

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

MOMENTS = ("step", "exp_avg", "exp_avg_sq")

Weights = Mapping[str, nn.Parameter]


def capture(weights: Weights, best: Mapping[str, Tensor], optimizer: Optimizer) -> dict[str, Tensor]:
    """Everything that `restore` needs to go on exactly from here."""
    state = {f"weight.{name}": weight.detach() for name, weight in weights.items()}
    state |= {f"best.{name}": weight for name, weight in best.items()}
    for name, weight in weights.items():
        state |= {f"{moment}.{name}": value for moment, value in optimizer.state[weight].items()}
    state["rng.cpu"] = torch.get_rng_state()
    if torch.cuda.is_available():
        state["rng.cuda"] = torch.cuda.get_rng_state()
    return state


def restore(state: Mapping[str, Tensor], weights: Weights, optimizer: Optimizer) -> dict[str, Tensor]:
    """Puts a captured state back; returns the best adapter that it held."""
    load(weights, {name: state[f"weight.{name}"] for name in weights})
    for name, weight in weights.items():
        held = {moment: state[f"{moment}.{name}"] for moment in MOMENTS if f"{moment}.{name}" in state}
        for moment, value in held.items():
            # AdamW counts its steps on the CPU wherever the weights are.
            optimizer.state[weight][moment] = value if moment == "step" else value.to(weight.device)
    torch.set_rng_state(state["rng.cpu"])
    if "rng.cuda" in state and torch.cuda.is_available():
        torch.cuda.set_rng_state(state["rng.cuda"])
    return {name: state[f"best.{name}"] for name in weights if f"best.{name}" in state}


def load(weights: Weights, values: Mapping[str, Tensor]) -> None:
    """Copies values into the weights of the same names."""
    with torch.no_grad():
        for name, value in values.items():
            weights[name].copy_(value)
