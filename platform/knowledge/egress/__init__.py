"""The one way out: every request of ours to an address that somebody else named.

A name is resolved once per connection, each of its addresses has to be public, and the connection is made to the
checked address itself, so that a name that changes its mind in between (DNS rebinding) wins nothing. Redirects are
checked in the same way. Time and bytes are limited in total, bytes also after decompression.
"""

from knowledge.egress.client import Egress, Fetched, address, check_literal
from knowledge.egress.errors import (
    BadAddress,
    EgressError,
    HttpStatus,
    PrivateAddress,
    TooLarge,
    TooManyRedirects,
    TooSlow,
    Unreachable,
)

__all__ = [
    "BadAddress",
    "Egress",
    "EgressError",
    "Fetched",
    "HttpStatus",
    "PrivateAddress",
    "TooLarge",
    "TooManyRedirects",
    "TooSlow",
    "Unreachable",
    "address",
    "check_literal",
]
