from pathlib import Path

import pytest
import torch
from torch.nn.functional import cross_entropy

from tuning.batches import Batches, collate, micro_batches
from tuning.job.records import Lora
from tuning.loss import answer_loss, backward, mean_loss
from tuning.model import Learner, load_learner
from tuning.packs import LONGEST, Pack, share
from tuning.rows import Row

pytestmark = pytest.mark.filterwarnings("ignore:.*is_gradient_checkpointing.*:FutureWarning")


def row(name: str, prompt: list[int], answer: list[int]) -> Row:
    return Row(name, prompt + answer, len(prompt), False)


def family(count: int, start: int = 5) -> list[Row]:
    """Rows with a long common beginning, questions of their own and answers of different lengths."""
    return [row(f"r{start}-{n}", [start, *range(6, 30), 40 + n, 41], [50 + n] * (1 + n)) for n in range(count)]


def alone(rows: list[Row]) -> list[Pack]:
    return [pack for one in rows for pack in share([one], 1)]


@pytest.fixture(scope="module")
def learner(base: Path) -> Learner:
    made = load_learner(base, None, Lora(r=4, alpha=8), "float32", 0)
    for name, weight in made.parameters().items():
        if "lora_B" in name:
            torch.nn.init.normal_(weight, std=0.1)
    made.refresh()
    return made


def test_rows_with_a_common_beginning_share_it() -> None:
    packs = share([*family(3), *family(2, start=9)], 8)
    assert [len(pack.rows) for pack in packs] == [3, 2]
    assert [pack.shared for pack in packs] == [25, 25]
    assert len(packs[0]) == 25 + (2 + 1) + (2 + 2) + (2 + 3)


def test_rows_with_little_in_common_stay_alone() -> None:
    assert len(share([row("a", [1, 2, 3, 4, 5], [6]), row("b", [1, 9, 8, 7, 6], [5])], 8)) == 2


def test_packs_have_limits() -> None:
    assert [len(pack.rows) for pack in share(family(5), 2)] == [2, 2, 1]
    long = [row(str(n), [1] * 600 + [n] * 300, [3]) for n in range(2, 5)]
    assert all(len(pack) <= LONGEST for pack in share(long, 8))


def test_identical_prompts_with_different_answers_are_both_learned(learner: Learner) -> None:
    rows = [row("a", list(range(5, 25)), [30]), row("b", list(range(5, 25)), [31, 32])]
    (pack,) = share(rows, 2)
    assert [target for _, target in pack.learned] == [30, 31, 32]
    together, separate = mean_loss(learner, [collate([pack])]), mean_loss(learner, [collate(alone(rows))])
    assert together == pytest.approx(separate, rel=1e-5)


def test_packed_rows_have_the_loss_and_gradients_of_separate_rows(learner: Learner) -> None:
    rows = [*family(4), *family(1, start=9), row("short", [7, 8], [9])]

    def gradients(packs: list[list[Pack]]) -> tuple[float, dict[str, torch.Tensor]]:
        learner.model.zero_grad()
        loss = backward(learner, [collate(piece) for piece in packs])
        return loss, {name: weight.grad.clone() for name, weight in learner.parameters().items()}

    separate, packed = gradients([[pack] for pack in alone(rows)]), gradients([share(rows, 8)])
    assert packed[0] == pytest.approx(separate[0], rel=1e-5)
    for name, gradient in separate[1].items():
        torch.testing.assert_close(packed[1][name], gradient, rtol=1e-3, atol=1e-5)


def test_what_is_left_out_of_the_last_layer_changes_nothing(learner: Learner) -> None:
    """Two rows with one prompt learn from one place of their pack."""
    twins = [row("a", list(range(5, 95)), [30]), row("b", list(range(5, 95)), [31, 32])]
    batch = collate([*share(twins, 2), *alone(family(1))])
    weights = list(learner.parameters().values())
    ours = torch.autograd.grad(answer_loss(learner, batch), weights)
    learner.focus.places = None
    options = {"position_ids": batch.positions, "attention_mask": batch.mask, "use_cache": False}
    hidden = learner.backbone(input_ids=batch.tokens, **options).last_hidden_state[batch.pack, batch.column]
    theirs = torch.autograd.grad(cross_entropy(learner.head(hidden), batch.target, reduction="sum"), weights)
    torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-6)


def test_padding_changes_nothing(learner: Learner) -> None:
    rows = [*family(1), row("short", [7, 8], [9])]
    apart = [collate([pack]) for pack in alone(rows)]
    assert mean_loss(learner, [collate(alone(rows))]) == pytest.approx(mean_loss(learner, apart), rel=1e-5)


def test_pieces_keep_within_their_tokens() -> None:
    rows = [row(str(n), [n] * (10 + n), [1]) for n in range(2, 20)]
    pieces = micro_batches(rows, 64)
    assert all(piece.tokens.numel() <= 64 for piece in pieces)
    assert sum(piece.target.numel() for piece in pieces) == len(rows)


def test_an_epoch_has_every_row_once_and_depends_on_the_seed_only() -> None:
    rows = [family(1, start)[0] for start in range(100, 121)]

    def names(seed: int, epoch: int) -> list[str]:
        batches = Batches(rows, 4, seed)
        steps = range(epoch * batches.per_epoch, (epoch + 1) * batches.per_epoch)
        return [one.id for step in steps for one in batches.at(step)]

    assert sorted(names(1, 0)) == sorted(one.id for one in rows)
    assert names(1, 1) == names(1, 1)
    assert len({tuple(names(*where)) for where in [(1, 0), (1, 1), (2, 0)]}) == 3
