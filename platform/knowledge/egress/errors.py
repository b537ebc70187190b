"""What can go wrong on the way to somebody else's server.

EgressError (a UserError)
├── BadAddress         not an http(s) address
├── PrivateAddress     leads into a private network
├── Unreachable        no such name, nobody listens, the connection breaks, a bad certificate     `passing`
├── TooManyRedirects   sent on and on
├── TooSlow            not complete within the time allowed                                       `passing`
├── TooLarge           more bytes than allowed, as sent or unpacked
└── HttpStatus         the server answered, but not with the page                          `passing` if 429 or 5xx
"""

from http import HTTPStatus

from tenants.errors import UserError


class EgressError(UserError):
    """Base of the tree. `passing`: the same request may well succeed later."""

    passing = False


class BadAddress(EgressError):
    """Not an address that we can open."""

    code = "bad_address"

    def __init__(self, url: str) -> None:
        super().__init__(
            f"“{url[:200]}” is not a web address.", "Write it as in the browser's address bar: https://www.example.com"
        )


class PrivateAddress(EgressError):
    """An address inside a private network, this machine, or a range that is nobody's website."""

    code = "private_address"

    def __init__(self, host: str) -> None:
        super().__init__(
            f"{host[:200]} is an address inside a private network.",
            "Only public websites are read. To read an internal one, the operator adds its host:port to EGRESS_ALLOW.",
        )


class Unreachable(EgressError):
    """No answer from the server."""

    code = "unreachable"
    passing = True

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(
            f"{host[:200]} cannot be reached: {reason}.", "Check the address, and that it opens in a browser."
        )


class TooManyRedirects(EgressError):
    """The server sends us on and on."""

    code = "too_many_redirects"

    def __init__(self, url: str, limit: int) -> None:
        super().__init__(
            f"{url[:200]} sends us on more than {limit} times.", "Use the address at which the page finally opens."
        )


class TooSlow(EgressError):
    """The page was not complete in time."""

    code = "too_slow"
    passing = True

    def __init__(self, host: str, seconds: float) -> None:
        super().__init__(
            f"{host[:200]} took longer than {seconds:g} seconds.", "Try again later, when the server is less busy."
        )


class TooLarge(EgressError):
    """More bytes than a page has."""

    code = "too_large"

    def __init__(self, url: str, limit: int) -> None:
        super().__init__(
            f"{url[:200]} is larger than {limit / 2**20:.0f} MB.", "Split it, or upload the part that matters."
        )


class HttpStatus(EgressError):
    """An answer that is not the page: `http_404` and so on; `retry_after`, how many seconds it asks us to wait."""

    def __init__(self, url: str, status: int, *, retry_after: float | None = None) -> None:
        phrase = HTTPStatus(status).phrase if status in {known.value for known in HTTPStatus} else "no known status"
        super().__init__(
            f"{url[:200]} answers {status} ({phrase}).", _what_to_do(status), code=f"http_{status}", status=400
        )
        self.passing = status == 429 or status >= 500
        self.http_status = status
        self.retry_after = retry_after


def _what_to_do(status: int) -> str:
    if status in {404, 410}:
        return "The page is gone: correct the link on your site, or leave it."
    if status in {401, 403}:
        return "It is not open to the public: allow our reader “Botwright”, or upload the page as a file."
    if status == 429 or status >= 500:
        return "The server is busy or broken: try again later."
    return "Open the address in a browser to see what it answers."
