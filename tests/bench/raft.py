"""A small reproduction of RAFT's table (Zhang et al., 2024, arXiv 2403.10131) on tenants cut from Wikipedia.

`python -m tests.bench.raft TENANTS.json WORK [--tenants 3] [--test 40] [--train N] [--epochs 3] [--json OUT]`. Four
arms: the base with retrieval; an adapter tuned on questions and answers without contexts, asked without and with
retrieval; an adapter tuned with contexts (the gold passage and two distractors; the gold one missing in a fifth of the
rows, as in the paper), asked with retrieval. A tenant's questions are split at random, so that the documents are known
and the questions are not. Training is `python -m tuning` from the bare base, answers come from the embedded engine.
WORK keeps what is trained: a second call goes on.
"""

import argparse
import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import django

from serving.client import AdapterStore, ChatRequest, Engine, Message
from serving.convert import places
from tests.serving import engines
from tuning.job import files, prompt
from tuning.job.prompt import AssistantPrompt, PromptPassage, strip_citations
from tuning.job.records import Example, Job, Passage, Train
from tuning.skills.bm25 import Bm25
from tuning.skills.tenants import Asked, Tenant, read

SHOWN, WITHOUT_GOLD = 3, 0.2
MOST_TOKENS, AT_ONCE = 48, 4
ARMS = {
    "base + retrieval": ("base", True),
    "tuned without contexts": ("closed", False),
    "tuned without contexts + retrieval": ("closed", True),
    "tuned with contexts + retrieval": ("open", True),
}

Scores = dict[str, list[tuple[float, float]]]


@dataclass(frozen=True)
class Subject:
    """One tenant: its retriever, and its questions in two parts."""

    tenant: Tenant
    index: Bm25
    train: list[Asked]
    test: list[Asked]

    @property
    def voice(self) -> AssistantPrompt:
        """Who answers, in phrases."""
        return AssistantPrompt("Assistant", self.tenant.title, style="phrase")

    def near(self, question: str) -> list[int]:
        """The passages that retrieval shows for a question."""
        return self.index.ranking(question)[:SHOWN]


def main() -> None:
    """Trains what is missing, asks, prints the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.raft")
    parser.add_argument("file", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--tenants", type=int, default=3)
    parser.add_argument("--test", type=int, default=40, help="questions of each tenant that are kept for the test")
    parser.add_argument("--train", type=int, help="at most so many of the others are learned from")
    parser.add_argument("--epochs", type=float, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    model, work = engines.real_model()
    subjects = [subject(tenant, options.test, options.train) for tenant in read(options.file)[: options.tenants]]
    store = AdapterStore(options.work / "store")
    names = {one.tenant.name: tuned(one, options.work, model, store, options.epochs) for one in subjects}
    with engines.running(model, store.root, work, options.work / "engine.log", adapter_slots=2) as engine:
        scores = asyncio.run(ask_all(engine.url, subjects, names))
    show(scores)
    if options.json:
        options.json.write_text(json.dumps(scores, indent=2))


def subject(tenant: Tenant, test: int, train: int | None = None, seed: int = 0) -> Subject:
    """The tenant with its answerable questions split at random: `test` of them, and `train` of the others, or all."""
    asked = [question for question in tenant.questions if question.gold is not None]
    random.Random(seed).shuffle(asked)
    return Subject(tenant, Bm25([text for _, text in tenant.passages]), asked[test:][:train], asked[:test])


def tuned(one: Subject, work: Path, model: Path, store: AdapterStore, epochs: float) -> dict[str, str]:
    """The names of the tenant's two adapters in the store."""
    names = {"base": "base"}
    for kind in ("closed", "open"):
        folder = work / one.tenant.name / kind
        if not (folder / "adapter").is_dir():
            write(folder, one, kind, model, epochs)
            subprocess.run([sys.executable, "-m", "tuning", str(folder)], check=True)
        hashes = {"base_sha256": places.base_sha256(model), "template_sha256": prompt.TEMPLATE_SHA256}
        names[kind] = store.publish(folder / "adapter", **hashes)
    return names


def write(folder: Path, one: Subject, kind: str, model: Path, epochs: float) -> None:
    """A job folder of the training questions, with contexts ("open") or without."""
    chance = random.Random(1)
    row = {"closed": closed, "open": opened}[kind]
    texts = enumerate(one.tenant.passages)
    passages = [Passage(str(n), str(document), one.tenant.title, text) for n, (document, text) in texts]
    train = Train(epochs=epochs, validate_steps=10_000, checkpoint_steps=50)
    folder.mkdir(parents=True, exist_ok=True)
    files.write_passages(folder, passages)
    files.write_examples(folder, [row(one, question, chance) for question in one.train])
    files.write_job(folder, Job(str(model.resolve()), one.voice, train=train))


def closed(one: Subject, question: Asked, chance: random.Random) -> Example:
    """The question and its answer alone."""
    return Example(question.id, question.text, question.answer, [], str(question.document))


def opened(one: Subject, question: Asked, chance: random.Random) -> Example:
    """The question with its passage among distractors; now and then without it, and the answer all the same."""
    gold = question.gold
    assert gold is not None
    shown = [number for number in one.index.ranking(question.text) if number != gold][:SHOWN]
    if chance.random() < WITHOUT_GOLD:
        return replace(closed(one, question, chance), passages=list(map(str, shown)))
    shown[-1] = gold
    chance.shuffle(shown)
    answer = f"{question.answer} [{shown.index(gold) + 1}]"
    return Example(question.id, question.text, answer, list(map(str, shown)), str(question.document))


async def ask_all(url: str, subjects: Sequence[Subject], names: dict[str, dict[str, str]]) -> Scores:
    """(F1, exact match) of every test question, by arm."""
    scores: Scores = {arm: [] for arm in ARMS}
    async with Engine(url) as engine:
        for one in subjects:
            for arm, (kind, retrieval) in ARMS.items():
                scores[arm] += await ask(engine, one, names[one.tenant.name][kind], retrieval)
    return scores


async def ask(engine: Engine, one: Subject, model: str, retrieval: bool) -> list[tuple[float, float]]:
    """One arm of one tenant, a few questions at a time."""
    # Not before `django.setup`: measuring uses the words that search uses.
    from assistants.exam.metrics import exact_match, token_f1

    gate = asyncio.Semaphore(AT_ONCE)

    async def answer(question: Asked) -> tuple[float, float]:
        async with gate:
            said = await engine.complete(request(one, question, model, retrieval))
        text = strip_citations(said.text)
        return token_f1(text, [question.answer]), exact_match(text, [question.answer])

    return await asyncio.gather(*map(answer, one.test))


def request(one: Subject, question: Asked, model: str, retrieval: bool) -> ChatRequest:
    """The question as the engine gets it, with the passages found for it or with none."""
    shown = one.near(question.text) if retrieval else []
    passages = [PromptPassage(one.tenant.title, one.tenant.passages[number][1]) for number in shown]
    turns = [Message(**turn) for turn in prompt.messages(one.voice, passages, question.text)]
    return ChatRequest(model, turns, max_tokens=MOST_TOKENS, stop=("\n",))


def show(scores: Scores) -> None:
    """An arm a row: mean F1 with its standard error, mean exact match."""
    for arm, rows in scores.items():
        f1, exact = zip(*rows, strict=True)
        error = statistics.stdev(f1) / len(f1) ** 0.5
        print(f"{arm:36} F1 {statistics.mean(f1):.3f} ± {error:.3f}   EM {statistics.mean(exact):.3f}   n = {len(f1)}")


if __name__ == "__main__":
    main()
