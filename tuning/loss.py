"""The loss on the answer's tokens only, with logits for no other position."""

import math
from collections.abc import Iterable, Sequence

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from tuning.batches import Batch
from tuning.job.errors import LossError
from tuning.model import Learner


def answer_loss(learner: Learner, batch: Batch) -> Tensor:
    """The summed cross-entropy over the batch's supervised tokens, in nats.

    The vocabulary's projection is a quarter of a small model's work; it is done for the answer's positions alone.
    """
    device = learner.device
    tokens, used = batch.tokens.to(device), (batch.pack.to(device), batch.column.to(device))
    learner.focus.places = torch.zeros_like(tokens, dtype=torch.bool).index_put(used, torch.tensor(True, device=device))
    with learner.autocast():
        hidden = learner.backbone(
            input_ids=tokens,
            position_ids=batch.positions.to(device),
            attention_mask=None if batch.mask is None else batch.mask.to(device),
            use_cache=False,
        ).last_hidden_state
        logits = learner.head(hidden[used])
    return cross_entropy(logits.float(), batch.target.to(device), reduction="sum")


def backward(learner: Learner, pieces: Sequence[Batch]) -> float:
    """Adds the gradients of the mean over all supervised tokens of the pieces; returns that mean."""
    count = sum(piece.target.numel() for piece in pieces)
    total = 0.0
    for piece in pieces:
        loss = answer_loss(learner, piece) / count
        torch.autograd.backward(loss)
        total += loss.item()
    if not math.isfinite(total):
        raise LossError(f"The loss became {total}.", "Lower train.learning_rate, then start again.")
    return total


def mean_loss(learner: Learner, batches: Iterable[Batch]) -> float:
    """The mean loss per supervised token, without learning from it."""
    learner.model.eval()
    total, count = 0.0, 0
    with torch.no_grad():
        for batch in batches:
            total += answer_loss(learner, batch).item()
            count += batch.target.numel()
    learner.model.train()
    return total / count
