"""Signed tokens: what a browser carries between calls. They are bound to a site key and to an origin."""

import time
from dataclasses import asdict, dataclass, fields
from typing import Any
from uuid import UUID, uuid4

from django.core import signing

from chat.errors import NotSignedIn

SESSION_SECONDS = 15 * 60
LIVE, BASE = "live", "base"
_SESSION, _VISITOR, _IDENTIFIED = "chat.session", "chat.visitor", "chat.visitor.identified"
_AGAIN = "Open a new session: POST /api/widget/v1/sessions."


@dataclass(frozen=True)
class Claims:
    """What a session token says: which site, who, from where.

    A playground's token also says which member of the business it is (`user`) and which version answers (`adapter`:
    "live", "base" or an id). `identified`: the business's server has said who the visitor is. `languages`: the
    visitor's, as `chat.languages` writes them. `expires` is in seconds since the epoch.
    """

    site_key: str
    visitor: UUID
    origin: str
    channel: str
    user: int | None = None
    adapter: str = LIVE
    identified: bool = False
    languages: str = ""
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
    # While a release takes over, its servers' tokens come here, too: what they say beyond ours restricts nothing.
    known = {field.name: claims[field.name] for field in fields(Claims) if field.name in claims}
    return Claims(**{**known, "visitor": UUID(claims["visitor"])})


def visitor_name(visitor: UUID, site_key: str, *, identified: bool = False) -> str:
    """The visitor's id under a signature: a browser may keep it, and nobody can make up somebody else's."""
    return signing.dumps([visitor.hex, site_key], salt=_IDENTIFIED if identified else _VISITOR)


def returning_visitor(name: object, site_key: str) -> UUID:
    """The id in an unknown visitor's signed name; a new one if it is missing, forged or of another site.

    The name of an identified visitor opens nothing by itself: somebody else may sit at the machine by now.
    """
    return _named(name, site_key, _VISITOR) or uuid4()


def identified_visitor(name: object, site_key: str) -> UUID | None:
    """The id in an identified visitor's signed name; None if it is missing, forged or of another site."""
    return _named(name, site_key, _IDENTIFIED)


def _named(name: object, site_key: str, salt: str) -> UUID | None:
    said = _verified(name, salt)
    return UUID(said[0]) if said and said[1] == site_key else None


def _verified(token: object, salt: str) -> Any:
    try:
        return signing.loads(token, salt=salt) if isinstance(token, str) else None
    except signing.BadSignature:
        return None
