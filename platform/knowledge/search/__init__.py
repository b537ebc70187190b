"""Finds the passages that may answer a question: exact vectors and full text, fused by reciprocal ranks."""

from knowledge.search.hits import Hit
from knowledge.search.hybrid import asearch, search
from knowledge.search.loose import Loose, among

__all__ = ["Hit", "Loose", "among", "asearch", "search"]
