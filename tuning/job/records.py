"""What the files of a job folder hold, as dataclasses."""

from dataclasses import dataclass, field
from typing import Literal

from tuning.job.prompt import AssistantPrompt

Split = Literal["train", "valid"]
Kind = Literal["answer", "refusal", "replay", "questions", "reading", "intent", "tone"]
Method = Literal["few_shot", "transfer", "sequential", "task_specific", "multi_task"]
Phase = Literal["loading", "searching", "measuring", "training", "validating", "saving", "done"]
Status = Literal["succeeded", "failed", "cancelled"]
Precision = Literal["auto", "float32", "bfloat16"]
Quantization = Literal["none", "nf4"]
Recompute = Literal["auto", "on", "off"]


@dataclass(frozen=True, slots=True)
class Lora:
    """The adapter: `r` is its rank, the update is scaled by alpha / r (rsLoRA: alpha / √r)."""

    r: int = 16
    alpha: int = 32
    rslora: bool = False
    dropout: float = 0.0


@dataclass(frozen=True, slots=True)
class Train:
    """The run. `max_minutes` bounds its wall clock; `patience` counts validations without a better loss.

    `quantization`: of the frozen base weights. `recompute`: activations are computed again in the backward pass.
    """

    epochs: float = 1.0
    batch_size: int = 8
    learning_rate: float = 8e-4
    max_tokens: int = 1024
    warmup_ratio: float = 0.05
    seed: int = 0
    max_minutes: float | None = None
    checkpoint_steps: int = 20
    validate_steps: int = 50
    patience: int = 3
    precision: Precision = "auto"
    quantization: Quantization = "none"
    recompute: Recompute = "auto"


@dataclass(frozen=True, slots=True)
class Job:
    """`job.json`. `base` and `start_from` are folders; a relative one is relative to the job folder.

    `method` says which stages there are (`tuning.job.methods`); the start is `start_from`, whatever the method.
    """

    base: str
    assistant: AssistantPrompt
    start_from: str | None = None
    lora: Lora = field(default_factory=Lora)
    train: Train = field(default_factory=Train)
    method: Method = "task_specific"
    format: int = 1


@dataclass(frozen=True, slots=True)
class Passage:
    """A line of `passages.jsonl`."""

    id: str
    document: str
    title: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier turn of a row's conversation."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Example:
    """A line of `questions.jsonl`. `assistant` replaces the job's own for this row (skills vary it).

    `questions` rows are shown `tuning.job.asking`'s prompt; their answer is the pairs about their one passage.
    `reading` rows are their passages as plain text, without question and answer; `intent` and `tone` rows are shown
    `tuning.job.tasks`' prompts. `history`: what was said before the question.
    """

    id: str
    question: str
    answer: str
    passages: list[str]
    document: str
    split: Split = "train"
    kind: Kind = "answer"
    assistant: AssistantPrompt | None = None
    history: list[Turn] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Progress:
    """A line of `progress.jsonl`. `time` is ISO 8601 in UTC; losses are nats per supervised token.

    Steps and tokens count over all stages; `stage` is the one that runs.
    """

    phase: Phase
    time: str = ""
    step: int = 0
    steps: int = 0
    epoch: float = 0.0
    loss: float | None = None
    valid_loss: float | None = None
    learning_rate: float | None = None
    tokens: int = 0
    tokens_per_second: float | None = None
    eta_seconds: float | None = None
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a run failed and what to do next."""

    type: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Report:
    """`report.json`. `start_valid_loss` is before the last stage, `valid_loss` that of the kept weights.

    Rows, steps, tokens and seconds are of all stages; losses and epochs are of the last.
    """

    status: Status
    error: Failure | None = None
    steps: int = 0
    best_step: int = 0
    epochs: float = 0.0
    loss: float | None = None
    start_valid_loss: float | None = None
    valid_loss: float | None = None
    train_examples: int = 0
    valid_examples: int = 0
    shortened_examples: int = 0
    tokens: int = 0
    supervised_tokens: int = 0
    seconds: float = 0.0
    tokens_per_second: float = 0.0
    device: str = ""
    precision: str = ""
    stopped_early: bool = False
    resumed: int = 0
    format: int = 1
