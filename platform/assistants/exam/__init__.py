"""Exams: the same questions through the serving engine for several arms, measured and judged."""
