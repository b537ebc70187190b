"""The same prompts for vLLM and for transformers + PEFT, and what the latter writes."""

import json
import re
from functools import partial
from pathlib import Path

import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer

from serving.client import Message
from tests.serving.engines import ROOT
from tuning.job import prompt

TOKENS = 20
PASSAGE_CHARACTERS = 500
SHOWN = (2, 1, 3)


def conversations(count: int) -> list[list[Message]]:
    """`count` prompts, at most 120: the demo's exam, each question with two, one or three near passages."""
    (subject,) = json.loads((ROOT / "deploy/demo/exam.json").read_text())
    passages = [
        prompt.PromptPassage("Drizzlewick", document[start : start + PASSAGE_CHARACTERS])
        for document in subject["documents"]
        for start in range(0, len(document), PASSAGE_CHARACTERS)
    ]
    assistant = prompt.AssistantPrompt("Mizzle", subject["tenant"])
    asked = [(row["question"], shown) for shown in SHOWN for row in subject["questions"]]
    prompts = []
    for question, shown in asked[:count]:
        nearest = sorted(passages, key=partial(_distance, question))[:shown]
        turns = prompt.messages(assistant, nearest, question)
        prompts.append([Message(role=turn["role"], content=turn["content"]) for turn in turns])
    return prompts


@torch.no_grad()
def reference(model: Path, adapter: Path, asked: list[list[Message]], dtype: torch.dtype) -> list[list[int]]:
    """The first greedy tokens of each answer, an end-of-turn token included."""
    tokenizer = AutoTokenizer.from_pretrained(model)
    base = AutoModelForCausalLM.from_pretrained(model, dtype=dtype)
    network = PeftModel.from_pretrained(base, adapter, autocast_adapter_dtype=False).eval()
    answers = []
    for messages in asked:
        inputs = tokenizer.apply_chat_template(
            messages, add_generation_prompt=True, return_tensors="pt", return_dict=True
        )
        output = network.generate(**inputs, max_new_tokens=TOKENS, do_sample=False)
        answers.append(output[0, inputs["input_ids"].shape[1] :].tolist())
    return answers


def agreement(ours: list[list[int]], theirs: list[list[int]]) -> tuple[float, float]:
    """The share of answers that are the same throughout, and of tokens that are the same up to the first other one."""
    same = sum(one == other for one, other in zip(ours, theirs, strict=True))
    common = sum(_prefix(one, other) for one, other in zip(ours, theirs, strict=True))
    return same / len(ours), common / sum(max(map(len, pair)) for pair in zip(ours, theirs, strict=True))


def _prefix(one: list[int], other: list[int]) -> int:
    return next((place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), len(one))


def _distance(question: str, passage: prompt.PromptPassage) -> int:
    words = set(re.findall(r"\w{4,}", question.lower()))
    return -len(words & set(re.findall(r"\w{4,}", passage.text.lower())))
