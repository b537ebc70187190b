"""What the encoder learns against: a centre per intent, and the softmax over cosines to all of them."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, normalize

from tuning.intents.encoder import Encoder
from tuning.job.intents import Phrasing


class Centres(torch.nn.Module):
    """A vector per label. They begin as the means of their phrasings, so that the first step is no step back.

    The loss is the normalised softmax (arXiv 1704.06369): cross-entropy of `scale` times the cosines to the centres.
    Labels are not smoothed: smooth ones are met best at small differences of cosines, and pull intents together.
    """

    def __init__(self, vectors: Tensor, labels: Tensor, scale: float) -> None:
        super().__init__()
        count = int(labels.max()) + 1
        sums = torch.zeros(count, vectors.shape[1]).index_add_(0, labels, vectors)
        self.weight = torch.nn.Parameter(normalize(sums, dim=1))
        self._scale = scale

    def forward(self, vectors: Tensor, labels: Tensor) -> Tensor:
        """The mean loss in nats of unit vectors [rows, 384] with labels [rows]."""
        cosines = vectors @ normalize(self.weight, dim=1).T
        return cross_entropy(self._scale * cosines, labels)


class Rows:
    """The phrasings as tokens and label numbers."""

    def __init__(self, encoder: Encoder, phrasings: list[Phrasing]) -> None:
        number = {label: place for place, label in enumerate(dict.fromkeys(row.label for row in phrasings))}
        self.texts = [row.text for row in phrasings]
        self.labels = torch.tensor([number[row.label] for row in phrasings])
        self.tokens = encoder.tokens(self.texts)
