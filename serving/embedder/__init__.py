"""Sentence embeddings by all-MiniLM-L6-v2 on OpenVINO, as it is or fine-tuned."""

from serving.embedder.encoders import Encoders

__all__ = ["Encoders"]
