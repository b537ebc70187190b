"""What a word processor's XML (WordprocessingML, ISO/IEC 29500) shows to its reader."""

from knowledge.reading.word.walk import Walk

__all__ = ["Walk"]
