"""Reads files and pages into sections and question-answer pairs; knows neither Django nor the network.

One module per kind of file. `kinds` says which module reads what; `sandbox` runs it in a limited child process.
"""

from knowledge.reading.kinds import Kind, kind_of
from knowledge.reading.outcome import Reading, Section, Unreadable

__all__ = ["Kind", "Reading", "Section", "Unreadable", "kind_of"]
