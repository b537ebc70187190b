"""The engine's Prometheus metrics."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

SECONDS = (0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6)


class Metrics:
    """One registry per engine."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        self.requests = Counter("botwright_engine_requests", "Chat requests by outcome", ["outcome"], registry=registry)
        self.prompt_tokens = Counter("botwright_engine_prompt_tokens", "Tokens of prompts", registry=registry)
        self.tokens = Counter("botwright_engine_completion_tokens", "Tokens generated", registry=registry)
        self.embeddings = Counter("botwright_engine_embedded_texts", "Texts embedded", registry=registry)
        self.first_token = Histogram(
            "botwright_engine_first_token_seconds", "Time to first token", buckets=SECONDS, registry=registry
        )
        self.duration = Histogram(
            "botwright_engine_request_seconds", "Time of whole answers", buckets=SECONDS, registry=registry
        )

    def watch(self, name: str, text: str, value: Callable[[], float]) -> None:
        """A gauge that is read when it is asked for."""
        Gauge(f"botwright_engine_{name}", text, registry=self._registry).set_function(value)

    def text(self) -> bytes:
        """All metrics in Prometheus's text format."""
        return generate_latest(self._registry)
