"""How many tokens a text is, by the model's own tokenizer where it is installed."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from tokenizers import Tokenizer

TYPICAL = 1 / 4.4
"""Tokens per character of English text."""
SAMPLE = 24


def tokens_per_character(slug: str, texts: Sequence[str]) -> float:
    """Measured on a few of the texts, evenly spaced; TYPICAL for a model that is not installed or for no text."""
    file = Path(settings.MODELS_DIR) / slug / "tokenizer.json"
    spacing = -(-len(texts) // SAMPLE) or 1
    sample = tuple(text for text in texts[::spacing] if text)
    return _measured(file, file.stat().st_mtime, sample) if sample and file.exists() else TYPICAL


@lru_cache(maxsize=64)
def _measured(file: Path, modified: float, sample: tuple[str, ...]) -> float:
    """The tokenizer itself is let go: it can take a hundred megabytes. `modified` makes a new file a new entry."""
    tokenizer = Tokenizer.from_file(str(file))
    encoded = tokenizer.encode_batch(list(sample), add_special_tokens=False)
    return sum(len(one.ids) for one in encoded) / sum(map(len, sample))
