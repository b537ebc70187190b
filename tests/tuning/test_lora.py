from pathlib import Path

import pytest
import torch
from peft import LoraConfig, get_peft_model
from torch import nn

from tuning.job.records import Lora
from tuning.lora import MergedLora
from tuning.model import load_learner

pytestmark = pytest.mark.filterwarnings("ignore:.*is_gradient_checkpointing.*:FutureWarning")


class Small(nn.Module):
    def __init__(self, bias: bool) -> None:
        super().__init__()
        self.up, self.down = nn.Linear(6, 10, bias=bias), nn.Linear(10, 3, bias=bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.down(torch.relu(self.up(x)))


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("rslora", [True, False])
def test_merged_layers_give_the_outputs_and_gradients_of_peft(bias: bool, rslora: bool) -> None:
    torch.manual_seed(0)
    config = LoraConfig(r=4, lora_alpha=8, use_rslora=rslora, target_modules=["up", "down"], init_lora_weights=False)
    model = get_peft_model(Small(bias), config)
    x = torch.randn(2, 5, 6, requires_grad=True)

    def outcome() -> list[torch.Tensor]:
        model.zero_grad()
        x.grad = None
        y = model(x)
        y.pow(2).sum().backward()
        return [y.detach(), x.grad, *(weight.grad.clone() for weight in model.parameters() if weight.requires_grad)]

    expected = outcome()
    MergedLora(model)
    for ours, theirs in zip(outcome(), expected, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-5)


def test_a_change_of_the_adapter_counts_after_a_refresh() -> None:
    model = get_peft_model(Small(False), LoraConfig(r=2, target_modules=["up"], init_lora_weights=False))
    merged, x = MergedLora(model), torch.ones(1, 6)
    before = model(x)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if "lora_" in name:
                weight.mul_(3)
    assert torch.equal(model(x), before)
    merged.refresh()
    assert not torch.allclose(model(x), before)


def test_dropout_and_narrow_weights_go_without_merging(base: Path) -> None:
    assert load_learner(base, None, Lora(), "float32", 0).merged is not None
    assert load_learner(base, None, Lora(dropout=0.1), "float32", 0).merged is None
    assert load_learner(base, None, Lora(), "bfloat16", 0).merged is None
