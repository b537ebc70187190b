"""The link under which anybody can read a report card, for as long as its owner lets them.

The link carries a signature over the card's id and its share key, a random value. So neither the address of the card
nor a copy of the database is enough to make a link, and changing the key ends every link that was handed out.
"""

from uuid import UUID

from django.core import signing

from assistants.models import ReportCard

_signer = signing.Signer(salt="assistants.report.share")


def link_token(card: ReportCard) -> str:
    """The secret part of the card's link; empty while it is not shared."""
    return _signer.signature(_said(card)) if card.share_key else ""


def shared_card(pk: UUID, token: str) -> ReportCard | None:
    """The card that this link opens, or None. The link is the credential: no tenant is known before."""
    cards = ReportCard.across_tenants.select_related("tenant", "adapter__assistant")
    card = cards.exclude(share_key="").filter(pk=pk).first()
    return card if card and _is_genuine(card, token) else None


def _said(card: ReportCard) -> str:
    return f"{card.pk.hex}.{card.share_key}"


def _is_genuine(card: ReportCard, token: str) -> bool:
    try:
        return _signer.unsign(f"{_said(card)}:{token}") == _said(card)
    except signing.BadSignature:
        return False
