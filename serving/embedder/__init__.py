"""Sentence embeddings by all-MiniLM-L6-v2 on OpenVINO."""

from serving.embedder.embedder import Embedder

__all__ = ["Embedder"]
