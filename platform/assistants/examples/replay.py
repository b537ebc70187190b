"""General questions with the answers to keep: so that a bot which learns to read does not forget how to talk."""

from functools import cache
from pathlib import Path

from assistants.examples.records import Row

LIST = Path(__file__).parents[1] / "data" / "general.tsv"
SHARE = 0.04


@cache
def general() -> tuple[tuple[str, str], ...]:
    """The built-in (question, answer) pairs, in their order."""
    lines = (line.split("\t") for line in LIST.read_text("utf-8").splitlines())
    return tuple((question, answer) for question, answer in lines)


def replay(rows: int) -> list[Row]:
    """Rows to train on beside `rows` others; shown without instructions and passages."""
    return [
        Row(question, answer, "replay", "", "train", "replay") for question, answer in general()[: round(SHARE * rows)]
    ]
