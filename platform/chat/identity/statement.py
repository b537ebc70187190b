"""Reads a business's statement of who its visitor is.

The algorithm and the key come from the business's rows, never from the token's own header. A statement is good for one
site (`aud`), for at most MAX_AGE, and after its `exp` only for going on with the visitor that it has opened before: so
a session is renewed silently, while a statement that somebody copied opens nothing.
"""

import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

import jwt

from assistants.models import Assistant
from assistants.words import storable
from chat import tokens
from chat.errors import BadIdentity
from chat.models import IdentityKey, Visitor

MAX_AGE = 24 * 60 * 60
LEEWAY = 30
LONGEST, LONGEST_SUBJECT = 8192, 200
REQUIRED = ["sub", "aud", "iat", "exp"]
Claims = dict[str, Any]


@dataclass(frozen=True)
class Person:
    """Somebody whom the business knows as `subject`. `visitor` is the same on every device."""

    visitor: UUID
    subject: str
    name: str
    email: str

    def remember(self, assistant: Assistant) -> None:
        """Keeps what was stated on the visitor's row, in the tenant's scope."""
        said = {"subject": self.subject, "name": self.name, "email": self.email}
        if not Visitor.objects.filter(pk=self.visitor, **said).exists():
            Visitor.objects.update_or_create(pk=self.visitor, defaults={"assistant": assistant, **said})


def read(statement: object, assistant: Assistant, visitor_name: object) -> Person:
    """Who is stated, in the tenant's scope; `visitor_name` is what an earlier session called the visitor.

    Raises BadIdentity, whose hint is for the website's developer.
    """
    site_key = assistant.site_key.key
    claims = _verified(statement, assistant, site_key)
    _check_lifetime(claims)
    subject = storable(claims["sub"])
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        raise BadIdentity(
            "`sub` is empty or too long.", f"Use your id of the visitor, up to {LONGEST_SUBJECT} letters."
        )
    visitor = uuid5(assistant.pk, subject)
    if claims["exp"] + LEEWAY < time.time() and tokens.identified_visitor(visitor_name, site_key) != visitor:
        raise BadIdentity("The identity has expired.", "Make a new token each time a page is rendered.")
    return Person(visitor, subject, _text(claims, "name", 120), _text(claims, "email", 254))


def _verified(statement: object, assistant: Assistant, site_key: str) -> Claims:
    if not isinstance(statement, str) or len(statement) > LONGEST:
        raise BadIdentity("The identity is not a JSON Web Token.", "Pass the token as a text to Botwright('identify').")
    keys = assistant.identity_keys.filter(revoked_at=None)
    if not keys:
        raise BadIdentity("This website has no identity key.", "Make one under Settings › Identity and limits.")
    for key in keys:
        try:
            claims = _decoded(statement, key, site_key)
        except (jwt.InvalidSignatureError, jwt.InvalidAlgorithmError):
            continue
        except jwt.InvalidTokenError as error:
            raise _explained(error, site_key) from None
        key.used()
        return claims
    raise BadIdentity("No live key has signed this identity.", "Sign it with a key of Settings › Identity and limits.")


def _decoded(statement: str, key: IdentityKey, site_key: str) -> Claims:
    """The claims under a good signature, expired ones too."""
    rules: dict[str, Any] = {"algorithms": [key.algorithm], "audience": site_key, "leeway": LEEWAY}
    try:
        return jwt.decode(statement, key.verifies_with, **rules, options={"require": REQUIRED})
    except jwt.ExpiredSignatureError:
        return jwt.decode(statement, key.verifies_with, **rules, options={"require": REQUIRED, "verify_exp": False})


def _check_lifetime(claims: Claims) -> None:
    if not all(isinstance(claims[name], int | float) for name in ("iat", "exp")):
        raise BadIdentity("`iat` or `exp` is not a number.", "Both are whole seconds since 1970.")
    if claims["exp"] - claims["iat"] > MAX_AGE:
        raise BadIdentity("The identity is good for more than 24 hours.", "Let it expire five minutes after `iat`.")
    if claims["iat"] + MAX_AGE + LEEWAY < time.time():
        raise BadIdentity("The identity is older than 24 hours.", "Make a new token each time a page is rendered.")


def _explained(error: jwt.InvalidTokenError, site_key: str) -> BadIdentity:
    if isinstance(error, jwt.MissingRequiredClaimError):
        return BadIdentity(f"The identity has no `{error.claim}`.", f"It needs {', '.join(REQUIRED)}.")
    if isinstance(error, jwt.InvalidAudienceError):
        return BadIdentity("The identity was made for another site.", f"Set `aud` to {site_key}.")
    if isinstance(error, jwt.ImmatureSignatureError):
        return BadIdentity("The identity was made in the future.", "Set the clock of the server that signs it.")
    return BadIdentity("The identity is not a JSON Web Token that can be read.", f"{error}.")


def _text(claims: Claims, name: str, most: int) -> str:
    value = claims.get(name)
    return storable(value).strip()[:most] if isinstance(value, str) else ""
