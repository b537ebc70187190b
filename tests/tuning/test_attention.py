"""Attention by slices is attention."""

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention

from tuning.attention import SLICE, attend

LENGTHS = [1, SLICE - 1, SLICE, SLICE + 1, 3 * SLICE + 5]


def tensors(length: int) -> list[Tensor]:
    """Query, key and value of two packs, with two query heads for each key head."""
    torch.manual_seed(length)
    return [torch.randn(2, heads, length, 8, requires_grad=True) for heads in (4, 2, 2)]


def plain(query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
    key, value = (one.repeat_interleave(2, dim=1) for one in (key, value))
    return scaled_dot_product_attention(query, key, value, attn_mask=mask, scale=0.3).transpose(1, 2)


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("masked", [False, True])
def test_results_and_gradients_are_those_of_the_whole(length: int, masked: bool) -> None:
    parts, causal = tensors(length), torch.ones(length, length, dtype=torch.bool).tril()
    mask = causal.expand(2, 1, length, length).clone()
    # As for two rows behind a common beginning: the second does not see the first.
    mask[1, :, length // 2 :, length // 4 : length // 2] &= not masked
    found, _ = attend(nn.Module(), *parts, mask if masked else None, scaling=0.3)
    expected = plain(*parts, mask)
    torch.testing.assert_close(found, expected)
    weights = torch.randn_like(expected)
    ours, theirs = (torch.autograd.grad((one * weights).sum(), parts) for one in (found, expected))
    torch.testing.assert_close(ours, theirs)
