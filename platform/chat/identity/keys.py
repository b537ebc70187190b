"""Making, adding and ending the keys that statements about visitors are signed with."""

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from django.db import transaction
from django.utils import timezone

from assistants.models import Assistant
from assistants.workflows.actors import Actor
from chat.errors import BadKey
from chat.models import IdentityKey
from tenants import audit

MOST_KEYS = 3
FEWEST_BITS = 2048


@transaction.atomic
def make_secret(assistant: Assistant, actor: Actor = None) -> IdentityKey:
    """A new shared secret. Raises BadKey when there are MOST_KEYS live ones."""
    return _add(assistant, IdentityKey.Algorithm.HS256, "", actor)


@transaction.atomic
def add_public_key(assistant: Assistant, pem: str, actor: Actor = None) -> IdentityKey:
    """The public half of an RSA key that never leaves the business. Raises BadKey for anything else."""
    return _add(assistant, IdentityKey.Algorithm.RS256, _checked(pem), actor)


@transaction.atomic
def revoke(key: IdentityKey, actor: Actor = None) -> None:
    """Statements signed with it open no session any more; open ones end within fifteen minutes."""
    key.revoked_at = timezone.now()
    key.save(update_fields=["revoked_at"])
    audit.record("identity_key.revoke", key, actor=actor)


def _add(assistant: Assistant, algorithm: IdentityKey.Algorithm, pem: str, actor: Actor) -> IdentityKey:
    if assistant.identity_keys.filter(revoked_at=None).count() >= MOST_KEYS:
        raise BadKey(f"There are {MOST_KEYS} keys already.", "Revoke one that your server does not use any more.")
    key = IdentityKey.objects.create(assistant=assistant, algorithm=algorithm, public_key=pem)
    audit.record("identity_key.add", key, actor=actor)
    return key


def _checked(pem: str) -> str:
    if "PRIVATE KEY" in pem:
        raise BadKey(
            "This is a private key: it must not leave your server.",
            "Make a new pair, because this one has been shown, and paste its public half.",
        )
    try:
        key: object = load_pem_public_key(pem.strip().encode())
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPublicKey) or key.key_size < FEWEST_BITS:
        raise BadKey(
            f"This is not a public RSA key of at least {FEWEST_BITS} bits.",
            "Paste the whole text from -----BEGIN PUBLIC KEY----- on.",
        )
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
