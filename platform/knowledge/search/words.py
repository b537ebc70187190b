"""The words of a question that are worth looking for. Pure."""

import re

MOST_WORDS = 32
STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a about all also am an and any are as at be been being but by can could did do does doing for from get "
        "had has have he her here him his how i if in into is it its just let like may me might more most much "
        "must my no not now of on only or our out over own please she should so some such than that the their them "
        "then there these they this those to too under up us very was we were what when where which who whom whose "
        "why will with would you your ",
    )
)


def content_words(text: str) -> list[str]:
    """Up to 32 distinct words in lower case, stop words left out (kept when there is nothing else)."""
    words = list(dict.fromkeys(re.findall(r"\w+", text.lower())))
    return ([word for word in words if word not in STOP_WORDS] or words)[:MOST_WORDS]


def overlap(question: str, text: str) -> float:
    """The share of the question's content words that `text` holds, compared by their first five letters."""
    asked = {word[:5] for word in content_words(question)}
    held = {word[:5] for word in re.findall(r"\w+", text.lower())}
    return len(asked & held) / len(asked) if asked else 0.0
