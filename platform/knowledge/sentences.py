"""Splits text into sentences, by rules that hold for most European languages. Pure."""

import re
from collections.abc import Iterator

# A stop, perhaps a closing quote or bracket, white space, then something that can open a sentence.
BOUNDARY = re.compile(r"(?<=[.!?…。！？])[\"'”’)\]]*\s+(?=[\"'“‘(\[¿¡]*[A-Z0-9À-ÞŁŚŻŽŠČĐ\u0370-\u07ff\u0900-\uffff])")
ABBREVIATION = re.compile(
    r"(?:^|[\s(\[\"'“])(?:[A-Za-z]|[A-Za-z](?:\.[A-Za-z])+|mr|mrs|ms|dr|prof|st|sr|jr|rev|gen|col|capt|lt|sgt|hon|"
    r"no|nos|nr|fig|figs|eq|sec|ch|vol|pp?|ed|eds|vs|cf|ca|approx|est|etc|incl|excl|min|max|tel|dept|"
    r"inc|ltd|co|corp|bros|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|bzw|z\.b|usw)\.$",
    re.I,
)
LOWER_AFTER = frozenset({"etc.", "inc.", "ltd.", "co.", "corp.", "p.m.", "a.m.", "st.", "min.", "max."})


def split(text: str) -> list[str]:
    """The sentences of `text`; a line end always ends one. Abbreviations, initials and decimals do not."""
    return [sentence for line in text.split("\n") for sentence in _of_line(line.strip()) if sentence]


def _of_line(line: str) -> Iterator[str]:
    start = 0
    for boundary in BOUNDARY.finditer(line):
        before = line[start : boundary.start()]
        if _is_abbreviated(before):
            continue
        yield line[start : boundary.end()].strip()
        start = boundary.end()
    yield line[start:].strip()


def _is_abbreviated(before: str) -> bool:
    """True if the stop at the end of `before` belongs to its last word, which rarely ends a sentence."""
    return bool(ABBREVIATION.search(before)) and before.rsplit(None, 1)[-1].lower() not in LOWER_AFTER
