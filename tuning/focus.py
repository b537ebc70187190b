"""The last layer's feed-forward network, only where its result is used: at the places that predict an answer's tokens.

No later layer looks at the others, and of a prompt of 400 tokens with an answer of ten they are nearly all.
"""

from typing import Any

import torch
from torch import Tensor


class Focus:
    """Takes over the forward pass of a feed-forward network; at other places than `places` the result is zero."""

    def __init__(self, network: Any) -> None:
        self._everywhere = network.forward
        # (packs, length), true where the result is used. It must stay until the backward pass, which may compute again.
        self.places: Tensor | None = None
        network.forward = self.forward

    def forward(self, x: Tensor) -> Tensor:
        """x: (packs, length, width), to the same shape."""
        if self.places is None:
            return self._everywhere(x)  # type: ignore[no-any-return]
        found = self._everywhere(x[self.places])
        return torch.zeros_like(x, dtype=found.dtype).index_put((self.places,), found)
