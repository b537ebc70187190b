"""Looks at a page of the business's website as a visitor's browser would find it."""

import re
from dataclasses import dataclass

from knowledge.egress import Egress
from tenants.models import SiteKey
from tenants.models.keys import normal_origin

# The newest build, or one that the website has pinned.
LOADER = re.compile(r"/w/(?:v1|[0-9a-f]{16})/loader\.js")


@dataclass(frozen=True)
class Finding:
    """What the page has: the script, our key on it, and an origin on which the key may be used."""

    url: str
    script: bool
    key: bool
    origin: str
    allowed: bool

    @property
    def well(self) -> bool:
        """True when nothing is left to do."""
        return self.script and self.key and self.allowed


def look(url: str, site_key: SiteKey) -> Finding:
    """Fetches the page and looks for the script. Raises an EgressError when there is no page to look at."""
    with Egress(seconds=15) as egress:
        page = egress.fetch(url)
    html = page.body.decode(page.charset or "utf-8", "replace")
    origin = normal_origin(page.url)
    return Finding(
        url=page.url,
        script=LOADER.search(html) is not None,
        key=site_key.key in html,
        origin=origin,
        allowed=site_key.allows(origin),
    )
