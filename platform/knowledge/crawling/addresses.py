"""One page, one address: canonical forms, and what belongs to the same site. Pure."""

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
TRACKING = re.compile(
    r"^(utm_\w+|gclid|gbraid|wbraid|fbclid|msclkid|dclid|yclid|mc_[ce]id|_ga|_gl|igshid|srsltid)$", re.I
)
NOT_TEXT = re.compile(
    r"\.(png|jpe?g|gif|webp|avif|svg|ico|bmp|tiff?|css|m?js|json|xml|rss|atom|woff2?|ttf|otf|eot|mp[34]|m4[av]|avi|mov|"
    r"webm|ogg|wav|zip|gz|tgz|rar|7z|exe|dmg|apk|iso|xlsx?|pptx?|ics|vcf)$",
    re.I,
)


def canonical(url: str, base: str = "") -> str:
    """The address without fragment, tracking parameters and default port; empty if it is not http(s)."""
    try:
        parts = urlsplit(urljoin(base, url.strip()))
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    if port and port != DEFAULT_PORTS[parts.scheme]:
        host = f"{host}:{port}"
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not TRACKING.match(name)]
    return urlunsplit((parts.scheme, host, parts.path or "/", urlencode(kept), ""))


def key(url: str) -> str:
    """What two addresses of one page have in common: scheme, `www.` and a trailing slash do not count."""
    parts = urlsplit(canonical(url))
    return f"{site(url)}{parts.path.rstrip('/')}?{parts.query}"


def site(url: str) -> str:
    """Host and port of the site, without `www.`."""
    return urlsplit(canonical(url)).netloc.removeprefix("www.")


def may_be_text(url: str) -> bool:
    """False for addresses that end like pictures, scripts, archives and the like."""
    return not NOT_TEXT.search(urlsplit(url).path)
