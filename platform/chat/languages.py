"""The languages of a visitor, as a browser names them."""

import re

MOST = 5
_TAG = re.compile(r"[a-z]{2,3}(?![a-z])")


def preferred(said: object) -> str:
    """The languages (ISO 639) of a list of BCP 47 tags, preferred first: `["de-AT", "en-GB", "de"]` as `de,en`.

    What is no such tag is left out, and so is everything after the first MOST.
    """
    tags = [tag.lower() for tag in said[: 4 * MOST] if isinstance(tag, str)] if isinstance(said, list) else []
    found = [match[0] for tag in tags if (match := _TAG.match(tag))]
    return ",".join(list(dict.fromkeys(found))[:MOST])


def listed(written: str) -> list[str]:
    """The languages that `preferred` has written."""
    return written.split(",") if written else []
