"""Reads a source from beginning to end: what the job `knowledge.read` does, callable without it."""

from knowledge.ingest.run import ingest
from knowledge.ingest.watch import Watch

__all__ = ["Watch", "ingest"]
