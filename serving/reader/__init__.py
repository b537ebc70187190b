"""The reader: says of passages whether they answer a question, and where."""

from serving.reader.reader import Reader

__all__ = ["Reader"]
