"""What this process counts, for Prometheus: numbers over all tenants, labels from closed sets, no names, no words.

The web process tells it at `/metrics`, the worker at `WORKER_METRICS`, the engine at its own `/metrics`.
"""

from config.metrics.view import metrics

__all__ = ["metrics"]
