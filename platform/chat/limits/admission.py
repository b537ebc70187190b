"""The door of every call that costs something.

Up to a share of each limit nothing is asked. Between that share and the limit, which is where a flood begins, each call
has to bring a proof of work; beyond the limit it is refused.
"""

from django.conf import settings

from chat.callers import Caller
from chat.errors import ProofWanted
from chat.limits import proof, rates
from chat.limits.rates import Rate, spend
from chat.session import Session


async def may_open_session(site_key: str, caller: Caller, solution: str = "") -> None:
    """Raises ProofWanted or TooMany when the caller's address opens sessions too fast."""
    await _admit(site_key, solution, watched=[rates.of_opening(caller.network)])


async def may_ask(session: Session, caller: Caller, solution: str = "") -> None:
    """Raises ProofWanted or TooMany when the visitor, the address or everybody on the site asks too fast."""
    site_key = session.claims.site_key
    watched = [rates.of_address(caller.network), rates.of_site(site_key)]
    await _admit(site_key, solution, watched, rates.of_visitor(str(session.visitor)))


async def _admit(site_key: str, solution: str, watched: list[Rate], *others: Rate) -> None:
    if await _unusual(watched) and not await proof.is_good(solution, site_key):
        raise ProofWanted(proof.challenge(site_key))
    await spend(*others, *watched)


async def _unusual(watched: list[Rate]) -> bool:
    """Whether one of these rates has passed the share of it that costs nothing."""
    if not settings.CHAT_PROOF_NUMBERS:
        return False
    free = settings.CHAT_PROOF_FROM_PERCENT / 100
    return any([await rate.refused_for(free) for rate in watched])
