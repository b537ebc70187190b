"""What a person can get wrong when showing us the business.

UserError
├── Rejected          what was handed in cannot be taken: empty, too long, of no known kind, here already
├── NothingToRead     this kind of source is not read again
├── NothingFound      a website was walked, and no page of it gave text
├── knowledge.egress.EgressError            on the way to a page
└── knowledge.crawling.ForbiddenByRobots    the site keeps us out
"""

from tenants.errors import UserError


class Rejected(UserError):
    """Not taken, and nothing was stored."""


class NothingToRead(UserError):
    """Typed questions have no file or page behind them."""

    code = "nothing_to_read"

    def __init__(self) -> None:
        super().__init__("Typed questions are not read again.", "Edit the question instead; it is searchable at once.")


class NothingFound(UserError):
    """No page of the site gave text."""

    code = "nothing_found"

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"No page with text was found. {reason}".strip(),
            "If the site is drawn by scripts, paste its text or upload it as files.",
        )


def too_long(what: str, length: int, most: int) -> Rejected:
    """Longer than we take."""
    return Rejected(
        f"This {what} has {length:,} characters; the most is {most:,}.",
        "Shorten it, or split it into several.",
        code="too_long",
    )


def missing(what: str) -> Rejected:
    """An empty field."""
    return Rejected(f"The {what} is empty.", f"Fill in the {what}.", code="empty")


def here_already(what: str, hint: str) -> Rejected:
    """The same thing a second time."""
    return Rejected(f"{what} is here already.", hint, code="duplicate", status=409)
