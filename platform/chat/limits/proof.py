"""Proof of work by ALTCHA's protocol, version 1: a browser spends a second, a flood spends a machine.

docs/decisions/proof-of-work.md says why this version.
"""

import base64
import json
from datetime import timedelta
from typing import Any

from altcha.v1 import ChallengeOptions, Payload, create_challenge, extract_params, verify_solution
from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from chat.limits.memory import memory

GOOD_FOR = timedelta(minutes=5)
LONGEST = 2048


def challenge(site_key: str) -> dict[str, Any]:
    """A new riddle for callers of this site, as the client gets it."""
    made = create_challenge(
        ChallengeOptions(
            hmac_key=_key(),
            max_number=settings.CHAT_PROOF_NUMBERS,
            expires=timezone.now() + GOOD_FOR,
            params={"site": site_key},
        )
    )
    return {
        "algorithm": made.algorithm,
        "challenge": made.challenge,
        "maxnumber": made.max_number,
        "salt": made.salt,
        "signature": made.signature,
    }


async def is_good(solution: str, site_key: str) -> bool:
    """True once for each riddle of this site that was solved in time."""
    payload = _read(solution)
    if payload is None:
        return False
    right, _ = verify_solution(payload, _key())
    mine = extract_params(payload.to_dict()).get("site") == [site_key]
    return right and mine and await memory().once(f"proof:{payload.signature}", GOOD_FOR.total_seconds())


def _read(solution: str) -> Payload | None:
    try:
        said: Any = json.loads(base64.b64decode(solution, validate=True)) if 0 < len(solution) <= LONGEST else None
        texts = [said[name] for name in ("algorithm", "challenge", "salt", "signature")]
        number = int(said["number"])
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None
    if not all(isinstance(text, str) for text in texts):
        return None
    algorithm, hashed, salt, signature = texts
    return Payload(algorithm, hashed, number, salt, signature)


def _key() -> str:
    return salted_hmac("chat.limits.proof", "").hexdigest()
