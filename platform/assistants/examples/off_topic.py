"""Questions that no business's pages answer: a bot has to say so."""

from functools import cache
from pathlib import Path

from assistants.words import content_words

LIST = Path(__file__).parents[1] / "data" / "off_topic.txt"


@cache
def off_topic_questions() -> tuple[str, ...]:
    """The built-in list, in its order."""
    return tuple(LIST.read_text("utf-8").splitlines())


def is_on_topic(question: str, texts: list[str]) -> bool:
    """Whether one of the passages holds most of the question's matter, so that it may be answerable after all."""
    matter = set(content_words(question))
    return any(len(matter & set(content_words(text))) > len(matter) / 2 for text in texts) if matter else True
