"""How much of a page's main part reaches the passages, and how much of the passages is navigation.

`python -m tests.bench.bench_reading FOLDER [--worst N]`. The folder holds sites: `SITE/site/*.html`, or pages directly.
The main part is told apart from the reader: `<main>`, or the body without what is named a menu, header or footer.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

from lxml import html

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "platform"))

from knowledge import passages  # noqa: E402
from knowledge.reading import Unreadable  # noqa: E402
from knowledge.reading.readers import html as reader  # noqa: E402

UNSEEN = "script|style|noscript|template|svg|head|select|textarea|dialog[not(@open)]|iframe|del|s"
MENUS = "self::nav or self::header[not(ancestor::section or ancestor::article)] or self::footer or @role='navigation'"
NAMED = "contains(concat(' ', @class, ' '), ' {name} ')"
MENU_NAMES = ("nav", "menu", "cookies", "skip", "breadcrumb", "breadcrumbs", "sidenav", "usa-banner")
KINDS = {"table": "//table", "questions": "//details|//dl", "steps": "//ol", "list": "//ul"}


class Counts(NamedTuple):
    """Words of a page: of its main part, of those the ones that were read, of its passages, of those navigation."""

    main: int
    read: int
    passages: int
    navigation: int


def main() -> None:
    """Print the figures of each site and kind of page, and the pages that lose most."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench_reading")
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "tests" / "knowledge" / "pages")
    parser.add_argument("--worst", type=int, default=5)
    options = parser.parse_args()
    groups: dict[str, list[Counts]] = defaultdict(list)
    single: list[tuple[float, float, Path]] = []
    for path in sorted(options.folder.rglob("*.html")):
        counts, kind = measured(path.read_bytes())
        site = path.relative_to(options.folder).parts[0] if path.parent != options.folder else "pages"
        groups[site].append(counts)
        groups[f"kind: {kind}"].append(counts)
        single.append((counts.read / max(1, counts.main), counts.navigation / max(1, counts.passages), path))
    print(f"{'':24}{'pages':>8}{'words':>10}{'read, %':>10}{'nav, %':>10}{'worst page, %':>15}")
    for name, pages in groups.items():
        total = Counts(*map(sum, zip(*pages, strict=True)))
        worst = min(page.read / max(1, page.main) for page in pages)
        shares = (100 * total.read / max(1, total.main), 100 * total.navigation / max(1, total.passages), 100 * worst)
        print(f"{name:24}{len(pages):8}{total.main:10}{shares[0]:10.2f}{shares[1]:10.2f}{shares[2]:15.1f}")
    below = sum(share < 0.99 for share, _, _ in single)
    noisy = sum(share > 0.02 for _, share, _ in single)
    print(f"{len(single)} pages: {below} below 99 % read, {noisy} above 2 % navigation")
    for share, _, path in sorted(single)[: options.worst]:
        print(f"  {100 * share:5.1f} %  {path.relative_to(options.folder)}")


def measured(data: bytes) -> tuple[Counts, str]:
    """The counts of a page, and its kind by its richest element."""
    root = html.document_fromstring(data)
    kind = next((name for name, path in KINDS.items() if root.xpath(path)), "plain")
    for element in root.xpath("|".join(f"//{name}" for name in UNSEEN.split("|"))):
        element.drop_tree()
    menus = " or ".join(NAMED.format(name=name) for name in MENU_NAMES)
    furniture = root.xpath(f"//body//*[{MENUS} or {menus}][not(ancestor::main)][not(.//main)]")
    navigation: Counter[str] = Counter()
    for element in furniture:
        navigation += words(text(element))
        element.drop_tree()
    wanted = sum((words(text(part)) for part in root.xpath("//main") or [root.body]), Counter[str]())
    try:
        reading = reader.read(data, "page")
    except Unreadable:
        return Counts(wanted.total(), 0, 0, 0), kind
    drafts = passages.cut(reading.sections, reading.pairs)
    got = sum((words(f"{draft.heading} {draft.text}") for draft in drafts), words(reading.title))
    extra = {word: 1 for word in got if word not in wanted and word in navigation}
    return Counts(
        wanted.total(),
        sum(min(count, 1) * wanted[word] for word, count in got.items()),
        got.total(),
        sum(got[word] for word in extra),
    ), kind


def text(element: html.HtmlElement) -> str:
    """The words of an element, a space between its pieces."""
    return " ".join(element.itertext())


def words(said: str) -> Counter[str]:
    """How often each word stands in a text."""
    return Counter(re.findall(r"\w+", said.casefold()))


if __name__ == "__main__":
    main()
