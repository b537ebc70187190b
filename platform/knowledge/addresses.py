"""One page, one address: canonical forms, and what belongs to the same site. Pure."""

import re
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

import idna

LONGEST = 2000
DEFAULT_PORTS = {"http": 80, "https": 443}
TRACKING = re.compile(
    r"^(utm_\w+|gclid|gbraid|wbraid|fbclid|msclkid|dclid|yclid|mc_[ce]id|_ga|_gl|igshid|srsltid)$", re.I
)
NOT_TEXT = re.compile(
    r"\.(png|jpe?g|gif|webp|avif|svg|ico|bmp|tiff?|css|m?js|json|xml|rss|atom|woff2?|ttf|otf|eot|mp[34]|m4[av]|avi|mov|"
    r"webm|ogg|wav|zip|gz|tgz|rar|7z|exe|dmg|apk|iso|xlsx?|pptx?|ics|vcf)$",
    re.I,
)
# What browsers send as it is written (WHATWG URL, percent-encode sets); letters, digits and -._~ go without saying.
PATH_SAFE = "!$%&'()*+,/:;=@[]|^"
QUERY_SAFE = "!$%&()*+,/:;=?@[]|^`{}\\"
UNRESERVED = re.compile(r"%(2[DE]|3\d|4[1-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9AE])", re.I)
ESCAPED = re.compile(r"%[0-9a-f]{2}", re.I)


def canonical(url: str, base: str = "", charset: str = "utf-8") -> str:
    """The address as a browser would send it, its host in ASCII, without fragment, tracking parameters and default
    port; empty if it is not http(s) or longer than 2000 characters. A query keeps its bytes; letters beyond ASCII in it
    are written in `charset`, the page's own, and elsewhere in UTF-8."""
    try:
        parts = urlsplit(urljoin(base, _straight(url.strip())))
        host, port = _ascii_host((parts.hostname or "").rstrip(".")), parts.port
    except ValueError:
        return ""
    if parts.scheme not in DEFAULT_PORTS or not host:
        return ""
    if port and port != DEFAULT_PORTS[parts.scheme]:
        host = f"{host}:{port}"
    path = quote(parts.path or "/", PATH_SAFE, errors="replace")
    result = urlunsplit((parts.scheme, host, path, _query(parts.query, charset), ""))
    return result if len(result) <= LONGEST else ""


def key(url: str) -> str:
    """What two addresses of one page have in common: scheme, `www.`, a trailing slash and needless escapes do not
    count."""
    parts = urlsplit(canonical(url))
    return f"{_site(parts.netloc)}{_plain(parts.path).rstrip('/')}?{_plain(parts.query)}"


def site(url: str) -> str:
    """Host and port of the site, without `www.`."""
    return _site(urlsplit(canonical(url)).netloc)


def may_be_text(url: str) -> bool:
    """False for addresses that end like pictures, scripts, archives and the like."""
    return not NOT_TEXT.search(urlsplit(url).path)


def _straight(url: str) -> str:
    r"""`\` before the query is `/`, as in browsers."""
    before, mark, query = url.partition("?")
    return before.replace("\\", "/") + mark + query


def _ascii_host(host: str) -> str:
    """The host in ASCII (UTS 46). Raises a ValueError if it cannot be."""
    if ":" in host:
        return f"[{host}]"
    host = unquote(host)
    return host.lower() if host.isascii() else idna.encode(host, uts46=True).decode("ascii")


def _query(query: str, charset: str) -> str:
    kept = "&".join(part for part in query.split("&") if not TRACKING.match(part.partition("=")[0]))
    try:
        return quote(kept, QUERY_SAFE, encoding=charset)
    except (LookupError, UnicodeError):
        return quote(kept, QUERY_SAFE, errors="replace")


def _plain(text: str) -> str:
    """Escapes of unreserved characters undone, the others in capitals (RFC 3986, 6.2.2)."""
    if "%" not in text:
        return text
    return ESCAPED.sub(lambda found: found[0].upper(), UNRESERVED.sub(lambda found: unquote(found[0]), text))


def _site(netloc: str) -> str:
    return netloc.removeprefix("www.")
