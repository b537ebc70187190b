"""A tiny Llama with random weights, its tokenizer, and job folders for it."""

import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from tuning.job import files
from tuning.job.prompt import REFUSAL, AssistantPrompt
from tuning.job.records import Example, Job, Passage, Train

TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
SPECIAL = ["<|im_start|>", "<|im_end|>"]
SHOP = AssistantPrompt("Robin", "Pine Shop", style="phrase")

MakeJob = Callable[..., Path]


def make_tokenizer() -> PreTrainedTokenizerFast:
    """One token per byte, and the two special tokens of ChatML."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    core = Tokenizer(models.BPE({token: number for number, token in enumerate([*SPECIAL, *alphabet])}, []))
    core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    core.decoder = decoders.ByteLevel()
    core.add_special_tokens(SPECIAL)
    return PreTrainedTokenizerFast(
        tokenizer_object=core, bos_token=SPECIAL[0], eos_token=SPECIAL[1], chat_template=TEMPLATE
    )


@pytest.fixture(scope="session")
def tokenizer() -> PreTrainedTokenizerFast:
    return make_tokenizer()


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory, tokenizer: PreTrainedTokenizerFast) -> Path:
    folder = tmp_path_factory.mktemp("models") / "tiny"
    torch.manual_seed(0)
    sizes = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4}
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        num_key_value_heads=2,
        max_position_embeddings=2048,
        tie_word_embeddings=True,
        **sizes,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def shop_passages() -> list[Passage]:
    topics = ("returns", "shipping", "warranty", "opening hours")
    return [Passage(f"p{n}", f"d{n}", topic, f"About {topic}: {n + 3} days.") for n, topic in enumerate(topics)]


def shop_examples() -> list[Example]:
    """Six questions about each pair of passages; one in six is refused."""
    return [
        Example(
            f"q{number}-{place}",
            f"How many days, case {place}?",
            REFUSAL if place == 5 else f"{number + 3} days [1]",
            [f"p{number}", f"p{(number + 1) % 4}"],
            f"d{number}",
            "valid" if number == 3 else "train",
            "refusal" if place == 5 else "answer",
        )
        for number in range(4)
        for place in range(6)
    ]


@pytest.fixture
def make_job(tmp_path: Path, base: Path) -> MakeJob:
    """Writes a job folder; further keyword arguments replace fields of `train`."""

    def make(
        name: str = "job", examples: list[Example] | None = None, start_from: Path | None = None, **train: object
    ) -> Path:
        folder = tmp_path / name
        settings = replace(Train(batch_size=4, learning_rate=5e-3, checkpoint_steps=1000, validate_steps=1000), **train)
        files.write_passages(folder, shop_passages())
        files.write_examples(folder, shop_examples() if examples is None else examples)
        files.write_job(folder, Job(str(base), SHOP, str(start_from) if start_from else None, train=settings))
        return folder

    return make


@pytest.fixture(autouse=True)
def _one_thread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Threads only wait for each other on tensors this small."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(autouse=True)
def _signals_restored() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)
