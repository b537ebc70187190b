"""What is asked and what is answered in these tests. Pure."""

QUESTION = "Do you repair zippers?"


def reply(tokens: int, size: int = 0) -> str:
    """An answer of so many tokens of the fake engine, no sentence twice, beyond ASCII, over several lines.

    `size` pads each token by that many letters.
    """
    words = [f"n{number}{'x' * size}" for number in range(tokens)]
    for place in range(4, tokens, 5):
        words[place] += "." if place % 20 < 19 else ".\nÄrmel–№😀"
    return " ".join(words)


LONG = reply(80)
