"""What the platform imports to talk to an engine and to keep adapters; needs aiohttp only."""

from serving.client.encoders import EncoderStore
from serving.client.engine import Engine
from serving.client.errors import (
    EngineError,
    EngineOverloaded,
    EngineTimeout,
    EngineUnavailable,
    InvalidAdapter,
    InvalidRequest,
    UnknownAdapter,
)
from serving.client.manifest import Manifest
from serving.client.messages import ChatRequest, Completion, Delta, Message, Usage
from serving.client.reading import Found, Span
from serving.client.store import AdapterStore
from serving.client.stores import adapter_store

__all__ = [
    "AdapterStore",
    "ChatRequest",
    "Completion",
    "Delta",
    "EncoderStore",
    "Engine",
    "EngineError",
    "EngineOverloaded",
    "EngineTimeout",
    "EngineUnavailable",
    "Found",
    "InvalidAdapter",
    "InvalidRequest",
    "Manifest",
    "Message",
    "Span",
    "UnknownAdapter",
    "Usage",
    "adapter_store",
]
