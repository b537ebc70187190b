"""Training speed beside TRL's SFTTrainer: the same rows in the same order, rank, precision and learning rates.

`python -m tests.bench.bench_training [--rows 16] [--base DIR] [--json OUT]`. TRL comes by `pip install trl` (it is
not a dependency). Tokens are those of the rows, without padding, each row counted in full. Three kinds of rows: four
questions about each set of passages, as a business's questions come; the same with passages in an order of their own
for each question (nothing is shared but the system message); and TRL with and without its default of recomputing
activations. Where other work shares the machine, tokens per processor second are the steadier figure. The losses after
the same rows must agree.
"""

import argparse
import json
import random
import tempfile
import time
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM

from tuning import state
from tuning.batches import Batches, micro_batches
from tuning.job.prompt import AssistantPrompt
from tuning.job.records import Example, Lora, Passage, Train
from tuning.loop import Data, Loop
from tuning.loss import mean_loss
from tuning.model import load_learner, load_tokenizer
from tuning.monitor import Cancellation, Monitor
from tuning.rows import Row, RowBuilder, rows

THINGS = ["lamp", "kettle", "desk", "chair", "rug", "clock", "mirror", "shelf", "basket", "blanket", "vase", "stool"]
FACTS = (
    "The {thing} is delivered within {n} working days and costs {m} euros including packaging.",
    "A {thing} may be returned for {n} days as long as the label is still on it.",
    "We repair every {thing} in our own workshop and keep spare parts for {n} years.",
    "Each {thing} comes in {m} colours; samples are sent by post and need not be sent back.",
    "The warranty of the {thing} lasts {n} years and covers everything but wear.",
)
ASKED = ("How long does delivery of the {thing} take?", "When can I return the {thing}?")
ASKED += ("How long are parts of the {thing} kept?", "How many years is the warranty of the {thing}?")
LINE = (
    "{rows:16} {trainer:33} {tokens_per_second:9.1f} {tokens_per_second_ratio:5.2f} "
    "{tokens_per_cpu_second:15.1f} {tokens_per_cpu_second_ratio:5.2f} {loss_after:11.4f}"
)
TRAIN = Train(batch_size=8, learning_rate=1e-4, warmup_ratio=0.0, validate_steps=10**6, checkpoint_steps=10**6)


def main() -> None:
    """Prints the table and the JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench_training")
    parser.add_argument("--base", type=Path, default=Path("var/models/smollm2-135m-instruct"))
    parser.add_argument("--rows", type=int, default=16)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    found = [row for shared in (True, False) for row in compare(arguments.base, arguments.rows, shared)]
    print(f"{'rows':16} {'trainer':33} {'tokens/s':>9} {'x':>5} {'per CPU-second':>15} {'x':>5} {'loss after':>11}")
    for one in found:
        print(LINE.format(**one))
    text = json.dumps(found, indent=2)
    (arguments.json.write_text if arguments.json else print)(text)


def compare(base: Path, count: int, shared: bool) -> list[dict[str, Any]]:
    """Every trainer on the same rows; `ratio` is to TRL with its defaults."""
    data = Data(make_rows(base, count, shared), [], "bench")
    trainers = {
        "TRL SFTTrainer, defaults": lambda: trl(base, data, True),
        "TRL SFTTrainer, no checkpointing": lambda: trl(base, data, False),
        "ours": lambda: ours(base, data),
    }
    kind, found = "shared passages" if shared else "own passages", list[dict[str, Any]]()
    tokens = sum(len(row.tokens) for row in data.train)
    for name, train in trainers.items():
        cost, weights = train()
        judge = load_learner(base, None, Lora(), "float32", 0)
        state.load(judge.parameters(), weights)
        judge.refresh()
        loss = mean_loss(judge, micro_batches(data.train, 800))
        measured = {"tokens_per_second": tokens / cost.seconds, "tokens_per_cpu_second": tokens / cost.cpu_seconds}
        first = found[0] if found else measured
        ratios = {f"{figure}_ratio": value / first[figure] for figure, value in measured.items()}
        found.append({"rows": kind, "trainer": name, "loss_after": loss, **measured, **ratios})
        print(LINE.format(**found[-1]), flush=True)
    return found


class Cost:
    """Wall and processor seconds of a `with` block."""

    def __enter__(self) -> "Cost":
        self.seconds, self.cpu_seconds = -time.monotonic(), -time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds += time.monotonic()
        self.cpu_seconds += time.process_time()


def ours(base: Path, data: Data) -> tuple[Cost, dict[str, torch.Tensor]]:
    """The cost of one epoch, and the adapter."""
    learner = load_learner(base, None, Lora(), "float32", 0)
    with tempfile.TemporaryDirectory() as folder:
        loop = Loop(Path(folder), TRAIN, data, learner, Monitor(Path(folder)), Cancellation(Path(folder)))
        with Cost() as cost:
            loop.run()
        return cost, learner.parameters()


def trl(base: Path, data: Data, checkpointing: bool) -> tuple[Cost, dict[str, torch.Tensor]]:
    """The cost of one epoch over our batches in our order, and the adapter; it begins with the same weights as ours."""
    from datasets import Dataset
    from trl import SFTConfig, SFTTrainer

    batches = Batches(data.train, TRAIN.batch_size, TRAIN.seed)
    ordered = [row for step in range(batches.per_epoch) for row in batches.at(step)]
    labels = [[-100] * row.prompt + row.tokens[row.prompt :] for row in ordered]
    dataset = Dataset.from_dict({"input_ids": [row.tokens for row in ordered], "labels": labels})
    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
    torch.manual_seed(0)
    model = get_peft_model(model, LoraConfig(r=16, lora_alpha=32, target_modules="all-linear", task_type="CAUSAL_LM"))
    with tempfile.TemporaryDirectory() as folder:
        config = SFTConfig(
            output_dir=folder, use_cpu=True, bf16=False, gradient_checkpointing=checkpointing, num_train_epochs=1,
            per_device_train_batch_size=TRAIN.batch_size, learning_rate=TRAIN.learning_rate, weight_decay=0.0,
            lr_scheduler_type="cosine", train_sampling_strategy="sequential", report_to="none", save_strategy="no",
            logging_strategy="no", disable_tqdm=True, dataset_kwargs={"skip_prepare_dataset": True},
        )  # fmt: skip
        trainer = SFTTrainer(model, config, train_dataset=dataset, processing_class=load_tokenizer(base))
        with Cost() as cost:
            trainer.train()
    return cost, {name: weight for name, weight in model.named_parameters() if weight.requires_grad}


def make_rows(base: Path, count: int, shared: bool) -> list[Row]:
    """Rows of about 330 tokens about a furniture shop that does not exist."""
    chance = random.Random(0)
    passages = {thing: Passage(thing, thing, f"About the {thing}", _text(thing, chance)) for thing in THINGS}
    examples = []
    for number in range(count):
        thing = THINGS[number // 4 % len(THINGS)]
        shown = [thing, *chance.sample([other for other in THINGS if other != thing], 2)]
        examples.append(
            Example(str(number), ASKED[number % 4].format(thing=thing), f"{number + 2} days [1]", shown, thing)
        )
    if shared:
        examples = [
            replace(one, passages=examples[number - number % 4].passages) for number, one in enumerate(examples)
        ]
    builder = RowBuilder(load_tokenizer(base), AssistantPrompt("Robin", "Pine Shop"), passages, 1024)
    return rows(builder, examples, "train")


def _text(thing: str, chance: random.Random) -> str:
    return " ".join(fact.format(thing=thing, n=chance.randint(2, 90), m=chance.randint(3, 99)) for fact in FACTS)


if __name__ == "__main__":
    main()
