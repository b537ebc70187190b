"""Which encoders are live: the embedder always, a fine-tuned one from its first request until others need the place."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from pathlib import Path

from serving.client.encoders import EncoderStore
from serving.embedder import tuned
from serving.embedder.embedder import Embedded, Embedder
from serving.protocol.embeddings import MODEL, Asked

SIZE = 8
"""Fine-tuned encoders live at once; each takes about 90 MB."""


class Encoders:
    """The embedder in `folder` and the fine-tuned ones of the store. Belongs to one event loop."""

    def __init__(self, folder: Path, store: EncoderStore, size: int = SIZE) -> None:
        self._folder, self._store, self._size = folder, store, size
        self._base = Embedder(folder)
        self._tuned: OrderedDict[str, asyncio.Task[Embedder]] = OrderedDict()

    async def embed(self, asked: Asked) -> Embedded:
        """Vectors by the encoder that is asked for; raises `UnknownAdapter` or `InvalidAdapter`."""
        encoder = self._base if asked.model == MODEL else await self._load(asked.model)
        return await encoder.embed(asked.texts)

    def close(self) -> None:
        """End the threads."""
        self._base.close()
        for task in self._tuned.values():
            if task.done() and not task.cancelled() and not task.exception():
                task.result().close()

    async def _load(self, name: str) -> Embedder:
        if name not in self._tuned:
            loading = asyncio.to_thread(tuned.load, self._folder, self._store, name)
            self._tuned[name] = asyncio.get_running_loop().create_task(loading)
        self._tuned.move_to_end(name)
        if len(self._tuned) > self._size:
            # Whoever still holds it finishes with it; its thread ends when nobody does.
            self._tuned.popitem(last=False)
        try:
            return await asyncio.shield(self._tuned[name])
        except Exception:
            self._tuned.pop(name, None)
            raise
