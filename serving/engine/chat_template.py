"""Messages to a prompt by the model's own chat template, as transformers' `apply_chat_template` renders it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import TemplateError
from jinja2.ext import loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment

from serving.client.errors import InvalidRequest

SPECIAL = ("bos_token", "eos_token", "pad_token", "unk_token")


class ChatTemplate:
    """The template of the Hugging Face folder `model`."""

    def __init__(self, model: Path) -> None:
        config = json.loads((model / "tokenizer_config.json").read_text(encoding="utf-8"))
        self._template = _environment().from_string(_source(model, config))
        self._tokens = {name: _content(config.get(name)) for name in SPECIAL if config.get(name)}

    def render(self, messages: Sequence[dict[str, str]]) -> str:
        """The prompt that ends where the assistant's answer begins; raises `InvalidRequest`."""
        try:
            return self._template.render(messages=messages, add_generation_prompt=True, **self._tokens)
        except TemplateError as error:
            raise InvalidRequest(f"The model's chat template refuses these messages: {error}.") from None


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols])
    environment.filters["tojson"] = _to_json
    environment.globals["raise_exception"] = _raise
    environment.globals["strftime_now"] = lambda form: datetime.now().strftime(form)
    return environment


def _source(model: Path, config: dict[str, Any]) -> str:
    separate = model / "chat_template.jinja"
    if separate.is_file():
        return separate.read_text(encoding="utf-8")
    template = config.get("chat_template")
    if isinstance(template, list):
        template = next((entry["template"] for entry in template if entry["name"] == "default"), None)
    if not isinstance(template, str):
        raise InvalidRequest("The base model has no chat template: choose an instruction-tuned one.")
    return template


def _content(token: Any) -> str:
    return str(token["content"] if isinstance(token, dict) else token)


def _to_json(value: Any, ensure_ascii: bool = False, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent)


def _raise(message: str) -> None:
    raise TemplateError(message)
