"""Signed tokens: what a browser carries between calls. They are bound to a site key and to an origin."""

import time
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID, uuid4

from django.core import signing

from chat.errors import NotSignedIn

SESSION_SECONDS = 15 * 60
LIVE, BASE = "live", "base"
_SESSION, _VISITOR = "chat.session", "chat.visitor"
_AGAIN = "Open a new session: POST /api/widget/v1/sessions."


@dataclass(frozen=True)
class Claims:
    """What a session token says: which site, who, from where.

    A playground's token also says which member of the business it is (`user`) and which version answers (`adapter`:
    "live", "base" or an id). `expires` is in seconds since the epoch.
    """

    site_key: str
    visitor: UUID
    origin: str
    channel: str
    user: int | None = None
    adapter: str = LIVE
    expires: float = 0.0

    def sign(self) -> str:
        """The token, good for SESSION_SECONDS from now."""
        claims = {**asdict(self), "visitor": self.visitor.hex, "expires": time.time() + SESSION_SECONDS}
        return signing.dumps(claims, salt=_SESSION, compress=True)


def read_session(token: str) -> Claims:
    """The claims of a valid token; raises NotSignedIn, with the code `token_expired` when only its time is over."""
    claims = _verified(token, _SESSION)
    if claims is None:
        raise NotSignedIn("The session token is missing or not valid.", _AGAIN)
    if claims["expires"] <= time.time():
        raise NotSignedIn("The session has expired.", _AGAIN, code="token_expired")
    return Claims(**{**claims, "visitor": UUID(claims["visitor"])})


def visitor_name(visitor: UUID, site_key: str) -> str:
    """The visitor's id under a signature: a browser may keep it, and nobody can make up somebody else's."""
    return signing.dumps([visitor.hex, site_key], salt=_VISITOR)


def returning_visitor(name: object, site_key: str) -> UUID:
    """The id in a visitor's signed name; a new one if it is missing, forged or of another site."""
    said = _verified(name, _VISITOR)
    return UUID(said[0]) if said and said[1] == site_key else uuid4()


def _verified(token: object, salt: str) -> Any:
    try:
        return signing.loads(token, salt=salt) if isinstance(token, str) else None
    except signing.BadSignature:
        return None
