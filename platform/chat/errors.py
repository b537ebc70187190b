"""What a visitor, or the developer of a website, can do wrong.

UserError
└── ChatError
    ├── BadRequest           400  the body is not what it should be
    ├── TooLong              413  more characters than a question may have
    ├── NotSignedIn          401  the token is missing, forged or expired
    ├── BadIdentity          401  the business's statement of who the visitor is does not hold
    ├── BadKey               400  this cannot sign such statements
    ├── OriginRefused        403  this website may not use this key
    ├── BotOff               403  the assistant is switched off
    ├── Unknown              404  no such key or message, or not yours
    ├── StillAnswering       409  one answer at a time
    ├── ProofWanted          428  unusually many calls: solve `challenge` first
    └── TooMany              429  slow down; `retry_after` in seconds
        └── BudgetSpent      429  the site has given all its answers of today
"""

from typing import Any

from tenants.errors import UserError


class ChatError(UserError):
    """Base of the tree."""


class BadRequest(ChatError):
    """The request's body or parameters are wrong."""

    code = "invalid"


class TooLong(ChatError):
    """The text is longer than a question may be."""

    code = "too_long"
    status = 413


class NotSignedIn(ChatError):
    """No valid session token came with the request."""

    code = "token_invalid"
    status = 401


class BadIdentity(ChatError):
    """A statement of who the visitor is that cannot be believed."""

    code = "bad_identity"
    status = 401


class BadKey(ChatError):
    """A key that statements about visitors cannot be signed with."""

    code = "bad_key"


class OriginRefused(ChatError):
    """The calling website is not one that the business allows."""

    code = "origin_not_allowed"
    status = 403

    def __init__(self, origin: str) -> None:
        super().__init__(
            f"The chat is not allowed on {origin or 'this page'}.",
            f"Add {origin or 'the address of the website'} to the allowed websites, "
            "on the assistant's Install page of the dashboard.",
        )


class BotOff(ChatError):
    """The business has switched its assistant off."""

    code = "bot_off"
    status = 403

    def __init__(self) -> None:
        super().__init__("This assistant is switched off.", "Please contact the team of this website directly.")


class Unknown(ChatError):
    """There is nothing of that id, or it belongs to somebody else: callers are not told which."""

    code = "not_found"
    status = 404


class StillAnswering(ChatError):
    """The visitor's previous question is still being answered."""

    code = "busy"
    status = 409

    def __init__(self) -> None:
        super().__init__("Your previous question is still being answered.", "Wait for the answer, or stop it.")


class ProofWanted(ChatError):
    """There are more calls than usual: this one has to bring a solution of `challenge` (docs/architecture.md)."""

    code = "proof_of_work"
    status = 428

    def __init__(self, challenge: dict[str, Any]) -> None:
        super().__init__(
            "There are unusually many calls right now.",
            "Solve `challenge` and send the call again with the header X-Altcha.",
        )
        self.challenge = challenge

    def as_json(self) -> dict[str, Any]:
        """With the challenge beside the error."""
        return {**super().as_json(), "challenge": self.challenge}


class TooMany(ChatError):
    """More messages than the limits allow."""

    code = "rate_limited"
    status = 429
    said = "That was too many messages in a short time."

    def __init__(self, retry_after: int) -> None:
        super().__init__(self.said, self.next_step(retry_after))
        self.retry_after = retry_after

    def next_step(self, retry_after: int) -> str:
        """What to do, given the seconds to wait."""
        return f"Try again in {retry_after} seconds."

    def as_json(self) -> dict[str, Any]:
        """With the seconds to wait beside the error."""
        return {**super().as_json(), "retry_after": self.retry_after}


class BudgetSpent(TooMany):
    """The business pays for so many answers a day, and they have been given."""

    code = "budget_spent"
    said = "This assistant has given all its answers for today."

    def next_step(self, retry_after: int) -> str:
        """The visitor's question need not wait until tomorrow."""
        return "Please contact the team of this website directly, or come back tomorrow."
