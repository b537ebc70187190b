"""Servers of two releases serve the same visitors while one takes over: each reads the other's tokens."""

import time
from uuid import uuid4

from django.core import signing

from chat import tokens
from chat.tokens import Claims


def _signed(**changes: object) -> str:
    """A session token as a server signs it whose claims differ from ours."""
    said = signing.loads(Claims("pk_1", uuid4(), "https://shop.example", "widget").sign(), salt="chat.session")
    said |= {"expires": time.time() + 60, **changes}
    return signing.dumps({name: value for name, value in said.items() if value is not None}, salt="chat.session")


def test_a_claim_that_a_later_release_added_is_left_out() -> None:
    assert tokens.read_session(_signed(mood="curious")).site_key == "pk_1"


def test_a_claim_that_an_earlier_release_did_not_know_has_its_default() -> None:
    assert tokens.read_session(_signed(languages=None)).languages == ""
