"""One sentence pattern with its questions, and the pieces that patterns share."""

import re
from dataclasses import dataclass

MONEY = r"(?:[£€$]\s?\d[\d,.]*\d|[£€$]\s?\d|\d[\d,.]*\s?(?:€|(?:EUR|USD|GBP|euros?|dollars?|pounds?|cents|pence)\b))"
COUNT = r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|twenty|thirty)"
UNIT = r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|evenings?)"
LENGTH = rf"(?:(?:about|around|up to|at least|at most|between|just|only|under|over) )?{COUNT}" + (
    rf"(?:\s?(?:–|-|to|or|and)\s?{COUNT})?[ -](?:full |working |business |calendar )?{UNIT}"
)
SUBJECT = r"(?P<s>(?!You\b|We\b)[A-Z0-9][^,]*?)"
BE = r"(?P<be>is|are|was|were)"
_BASE_OF = {"opened": "open", "started": "start", "founded": "found", "began": "begin", "launched": "launch"}


@dataclass(frozen=True)
class Rule:
    """One pattern over a whole sentence (without its full stop) and the wordings of its question."""

    pattern: re.Pattern[str]
    questions: tuple[str, ...]

    def forms(self, match: re.Match[str]) -> dict[str, str]:
        """`do` in the form that the subject wants, and the plain form of the verb."""
        groups = match.groupdict()
        verb, be = groups.get("v") or "", groups.get("be") or ""
        third = verb.endswith("s") and not verb.endswith("ss")
        do = {"is": "does", "are": "do", "was": "did", "were": "did"}.get(be, "does" if third else "do")
        plain = f"{verb[:-3]}y" if verb.endswith("ies") else verb[:-1] if third else verb
        return {"do": do, "verb": _BASE_OF.get(verb, plain), "be": be}


def rule(pattern: str, *questions: str) -> Rule:
    """A rule whose pattern has to fit the whole sentence."""
    return Rule(re.compile(rf"^{pattern}$"), questions)
