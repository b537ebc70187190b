"""Text to token ids and back."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.decoders import DecodeStream

from serving.convert.graph_inputs import TOKEN_BITS
from serving.engine.chat_template import ChatTemplate

SALTED_TOKENS = 8
SALT_BITS = 12


class Text:
    """Chat template and tokenizer of the Hugging Face folder `model`."""

    def __init__(self, model: Path) -> None:
        self._template = ChatTemplate(model)
        self._tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
        special = [token.content for token in self._tokenizer.get_added_tokens_decoder().values() if token.special]
        self._special = re.compile("|".join(map(re.escape, sorted(special, key=len, reverse=True))) or r"(?!)")
        self.stop_ids = frozenset(_stop_ids(model))

    def prompt(self, messages: Sequence[dict[str, str]]) -> list[int]:
        """Token ids up to where the answer begins."""
        safe = [{**message, "content": self._plain(message["content"])} for message in messages]
        return list(self._tokenizer.encode(self._template.render(safe), add_special_tokens=False).ids)

    def decoder(self) -> Decoder:
        """A decoder for one answer."""
        return Decoder(self._tokenizer)

    def _plain(self, content: str) -> str:
        # What a visitor types must not end a turn or open another: control tokens become ordinary text.
        return self._special.sub(lambda match: f"{match[0][0]} {match[0][1:]}", content)


class Decoder:
    """Token ids to text, piece by piece; a character split over tokens waits for its last byte."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._stream = DecodeStream(skip_special_tokens=True)

    def feed(self, ids: Sequence[int]) -> str:
        """The text that became certain with `ids`."""
        pieces = (self._stream.step(self._tokenizer, token) for token in ids)
        return "".join(piece for piece in pieces if piece)


def salted(ids: Sequence[int], salt: str) -> NDArray[np.int64]:
    """Input ids [1, tokens] whose first ones carry 96 bits of `salt` above the token.

    The graph drops those bits, but the prefix cache, which knows a block by the ids from the beginning to its
    end, finds a block only under the salt that it was made with.
    """
    row = np.array([ids], dtype=np.int64)
    digest = int.from_bytes(hashlib.sha256(salt.encode()).digest()) if salt else 0
    for position in range(min(SALTED_TOKENS, len(ids))):
        part = digest >> (position * SALT_BITS) & ((1 << SALT_BITS) - 1)
        row[0, position] += part << TOKEN_BITS
    return row


def _stop_ids(model: Path) -> set[int]:
    """The tokens that end an answer."""
    found: set[int] = set()
    for name in ("generation_config.json", "config.json"):
        path = model / name
        value = json.loads(path.read_text(encoding="utf-8")).get("eos_token_id") if path.is_file() else None
        found.update(value if isinstance(value, list) else [] if value is None else [value])
    return found
