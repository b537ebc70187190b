"""Sentence patterns and the questions they answer.

Groups: `s` the subject, `a` the span that answers, `v` a verb whose form gives "do" or "does", `be` is, are, was or
were, `p` what somebody can do, `o` an object, `t` a tail that belongs to the question, `c` a condition.
"""

import re
from dataclasses import dataclass

_MONEY = r"(?:[£€$]\s?\d[\d,.]*\d|[£€$]\s?\d|\d[\d,.]*\s?(?:€|EUR|USD|GBP|euros?|dollars?|pounds?|cents|pence)\b)"
_COUNT = r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|twenty|thirty)"
_UNIT = r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|evenings?)"
_LENGTH = rf"(?:(?:about|around|up to|at least|at most|between|just|only|under|over) )?{_COUNT}" + (
    rf"(?:\s?(?:–|-|to|or|and)\s?{_COUNT})?[ -](?:full |working |business |calendar )?{_UNIT}"
)
_CLOCK = r"(?:\d{1,2}(?:[:.]\d{2})?\s?(?:am|pm|a\.m\.|p\.m\.|o'clock)?|noon|midnight)"
_YEAR = r"(?:(?:(?:early|late|mid)[ -])?(?:\d{1,2} )?(?:[A-Z][a-z]+ )?(?:\d{1,2}, )?\d{4}s?)"
_SUBJECT = r"(?P<s>(?!You\b|We\b)[A-Z0-9][^,]*?)"
_BE = r"(?P<be>is|are|was|were)"
_ORDER = (
    r"(?:please|send|contact|call|phone|ring|e-?mail|write|reply|take|bring|keep|tell|ask|use|choose|return|let|check|"
    r"fill|get|visit|report|refuse|photograph|open|go|click|leave|hand|message|turn|make|give|add|book|wait|stop)\b"
)
_MADE = (
    r"(?:founded|opened|established|built|created|started|introduced|published|released|invented|launched|formed|"
    r"completed|adopted|signed|discovered|developed|dissolved|elected|appointed|written|designed|named|born|killed|"
    r"made|proposed|led|won|held|passed|abolished|destroyed|replaced|renamed|recorded|produced|first \w+)"
)
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
        return {"do": do, "verb": _BASE_OF.get(verb, verb[:-1] if third else verb), "be": be}


def _rule(pattern: str, *questions: str) -> Rule:
    return Rule(re.compile(rf"^{pattern}$"), questions)


_TIMES_AND_PRICES = (
    _rule(
        rf"{_SUBJECT} (?P<v>costs?) (?P<a>(?:(?:only|just|from|about|an extra|extra) )?{_MONEY}"
        r"(?: (?:per|an?|each|plus|and|or|to|extra)\b[^,]*)?)(?P<t> (?:for|on|within|in|to|from|with) [^,]+)?",
        "How much {do} {s} cost {t}?",
        "What {do} {s} cost {t}?",
    ),
    _rule(
        rf"{_SUBJECT} {_BE} (?P<a>(?:(?:only|just|from) )?{_MONEY}(?: (?:per|an?|each)\b[^,]*)?)",
        "How much {be} {s}?",
        "What is the price of {s}?",
    ),
    _rule(
        rf"{_SUBJECT} {_BE} (?P<a>free)(?: of charge)?(?P<t> (?:for|on|over|above|to|from|with|within|in) [^,]+)?",
        "How much {do} {s} cost {t}?",
        "Do I have to pay for {s} {t}?",
    ),
    _rule(
        rf"{_SUBJECT} (?:usually |normally |typically |generally )?(?P<v>takes?) (?P<a>{_LENGTH})(?P<t> [^,]+)?",
        "How long {do} {s} take {t}?",
    ),
    _rule(
        rf"{_SUBJECT} (?:usually |normally )?(?P<v>arrives?) (?P<a>(?:with)?in {_LENGTH}|the next [^,]+|on [^,]+)",
        "How long {do} {s} take to arrive?",
        "When {do} {s} arrive?",
    ),
    _rule(
        rf"{_SUBJECT} {_BE} (?P<p>delivered|dispatched|shipped|posted|processed|refunded|sent|paid) "
        rf"(?P<a>(?:with)?in {_LENGTH}[^,]*|the same [^,]+|the next [^,]+|on [^,]+)",
        "When {be} {s} {p}?",
        "How soon {be} {s} {p}?",
    ),
    _rule(
        r"You (?:can|may) (?P<p>[^,]+?) "
        rf"(?P<a>(?:within|up to|for up to) {_LENGTH}(?: (?:of|after|before|from) [^,]+)?)",
        "How long do I have to {p}?",
    ),
    _rule(
        rf"{_SUBJECT} (?:must|should|have to|has to|need to|needs to) be (?P<p>\w+) (?P<a>within {_LENGTH}[^,]*)",
        "How soon must {s} be {p}?",
    ),
    _rule(
        r"(?P<s>You|[A-Z][^,]*?) (?P<v>gets?|receives?|saves?) (?P<a>\d+ ?(?:%|per ?cent)(?: off| discount)?[^,]*)",
        "How much of a discount {do} {s} get?",
    ),
    _rule(rf"{_SUBJECT} {_BE} valid for (?P<a>{_LENGTH}[^,]*)", "How long {be} {s} valid?"),
    _rule(
        rf"{_SUBJECT} (?P<v>lasts?|burns?|runs?|stays?|keeps?|works?) (?:for )?(?P<a>{_LENGTH})(?P<t> [^,]+)?",
        "How long {do} {s} {verb} {t}?",
    ),
    _rule(
        rf"{_SUBJECT} (?:comes? with|{_BE} (?:covered by|sold with)|has|have|carry|carries) (?:a|an|our) "
        rf"(?P<a>{_COUNT}[- ](?:year|month|week|day)s?) (?P<o>[^,]*?(?:warranty|guarantee|trial))(?: .*)?",
        "How long is the {o} on {s}?",
    ),
    _rule(
        r"(?P<s>We|Our [^,]*?|The [^,]*?) (?P<be>is|are) open "
        r"(?P<a>(?:daily|every day|from|on|all|until|\w+days?|\d).*)",
        "When {be} {s} open?",
    ),
    _rule(
        rf"{_SUBJECT} (?P<v>opens?|closes?|starts?|begins?|ends?) (?P<a>(?:at|on|from) .*(?:{_CLOCK}|day|\d).*)",
        "When {do} {s} {verb}?",
        "What time {do} {s} {verb}?",
    ),
    _rule(r"(?P<s>We|Our [^,]*?|The [^,]*?) (?P<be>is|are) closed (?P<a>on .+)", "When {be} {s} closed?"),
)

_WHO_WHERE_WHAT = (
    _rule(
        rf"(?P<s>We|(?!You\b)[A-Z][^,]*?) {_BE} (?P<p>located|based|situated) "
        r"(?P<a>(?:in|at|on|near|next to|opposite) .+)",
        "Where {be} {s} {p}?",
    ),
    _rule(
        r"(?:You can )?(?:Find|find|Visit|visit) us (?P<a>(?:at|in|on) .+)", "Where can I find you?", "Where are you?"
    ),
    _rule(rf"{_SUBJECT} {_BE} made in (?P<a>.+)", "Where {be} {s} made?"),
    _rule(rf"{_SUBJECT} {_BE} made (?:of|from|out of) (?P<a>.+)", "What {be} {s} made of?", "What {be} {s} made from?"),
    _rule(
        rf"{_SUBJECT} {_BE} (?P<p>{_MADE}) (?:[^,]* )?(?:in|on) (?P<a>{_YEAR})(?:[ ,].*)?",
        "When {be} {s} {p}?",
        "In which year {be} {s} {p}?",
    ),
    _rule(rf"{_SUBJECT} {_BE} (?P<p>{_MADE}) by (?P<a>(?:\S+ ?){{1,7}})", "Who {be} {s} {p} by?"),
    _rule(
        r"We (?P<v>opened|started|founded|began|launched) (?P<o>[^,]*?) ?in (?P<a>\d{4})",
        "When did you {verb} {o}?",
    ),
    _rule(rf"{_SUBJECT} (?P<v>includes?|contains?) (?P<a>.+)", "What {do} {s} {verb}?"),
    _rule(rf"{_SUBJECT} comes? with (?P<a>.+)", "What comes with {s}?"),
    _rule(rf"{_SUBJECT} (?P<v>weighs?) (?P<a>.*\d.*)", "How much {do} {s} weigh?"),
    _rule(
        rf"{_SUBJECT} {_BE} (?P<a>{_COUNT} (?:cm|mm|m|km|metres|meters|feet|inches|miles)) "
        r"(?P<p>long|wide|tall|high|deep)",
        "How {p} {be} {s}?",
    ),
    _rule(
        rf"{_SUBJECT} (?:has|have) (?P<a>{_COUNT}) (?P<o>[a-z ]+s)(?: (?:in|on|for|with|at) .*)?",
        "How many {o} are there in {s}?",
    ),
    _rule(
        rf"There (?:is|are) (?P<a>{_COUNT}) (?P<o>[a-z ]+?s)(?P<t> (?:in|on|at|for) [^,]+)",
        "How many {o} are there {t}?",
    ),
    _rule(r"(?P<s>[^,]{3,40}?) (?P<v>means) (?P<a>.+)", "What does {s} mean?"),
    _rule(r"(?P<s>[^,]{2,30}?) stands for (?P<a>.+)", "What does {s} stand for?"),
    _rule(rf"{_SUBJECT} {_BE} (?:also )?(?P<p>called|known as) (?P<a>.+)", "What {be} {s} {p}?"),
    _rule(
        r"(?P<s>[A-Z]\w+(?: [A-Z]\w+){1,2}) (?P<be>is|was) (?P<a>(?:an?|the) [^,]*\b\w+(?:ist|cian|ician|maker|founder|"
        r"writer|author|engineer|owner|manager|baker|teacher|leader|king|emperor|general)\b.*)",
        "Who {be} {s}?",
    ),
    _rule(
        r"(?P<s>(?:(?:An?|The) )?(?:[\w’'-]+ ?){1,3}?) (?P<be>is|are) "
        r"(?P<a>(?:an?|our|the) (?!same|first|last|most|only).+)",
        "What {be} {s}?",
    ),
)

_WHAT_ONE_CAN_DO = (
    _rule(
        r"(?:.*?[ :])?(?P<a>[\w.+-]+@[\w-]+\.[\w.]*\w)(?:[ ,].*)?",
        "How can I reach you by e-mail?",
        "What is your e-mail address?",
    ),
    _rule(
        r"(?:Call|Phone|Ring) us (?:on|at) (?P<a>\+?[\d ()-]{6,}).*",
        "What is your phone number?",
        "How can I call you?",
    ),
    _rule(
        r"To (?P<p>(?!date|this|the |an? |our |your |some|many|summari)[a-z][^,]{4,70}), (?P<a>.+)",
        "How do I {p}?",
        "How can I {p}?",
    ),
    _rule(rf"If (?P<c>(?!not|so|possible|necessary)[^,]{{6,80}}), (?P<a>{_ORDER}.+)", "What should I do if {c}?"),
    _rule(
        r"If (?P<c>(?!not|so|possible|necessary)[^,]{6,80}), (?P<a>(?:we|you|our|your|the|a|an|it|they) .+)",
        "What happens if {c}?",
    ),
    _rule(
        r"We accept (?P<a>.*\b(?:cards?|Visa|PayPal|cash|transfer|Apple Pay|invoice)\b.*)",
        "How can I pay?",
        "Which payment methods do you accept?",
    ),
    _rule(r"You can pay (?P<a>(?:by|with|in|using|on) .+)", "How can I pay?", "Which ways of paying are there?"),
    _rule(r"We (?P<v>ship|deliver) to (?P<a>.+)", "Where do you {v} to?", "Which places do you {v} to?"),
    _rule(r"You (?:can|may) (?:also )?(?P<p>[^,]+?) (?P<a>(?:by|via|through|using) [^,]+)", "How can I {p}?"),
    _rule(
        r"You (?:can|may|cannot|can't|can not|may not) (?:also |always |still |only )?(?P<p>[^,]{6,90})", "Can I {p}?"
    ),
    _rule(
        r"You (?:must|need to|have to|do not need to|don't need to|do not have to) (?P<p>[^,]{6,80})",
        "Do I have to {p}?",
    ),
    _rule(rf"{_SUBJECT} (?:can|cannot|can't|may not|can not) be (?P<p>[^,]{{3,70}})", "Can {s} be {p}?"),
    _rule(
        r"We (?:also |do not |don't |never |always )?"
        r"(?P<v>offer|sell|stock|repair|provide|accept|ship|deliver|rent|buy|run|make|use|test|support|recycle|charge|"
        r"store|share|match|post|service|refund|exchange) (?P<o>[^,]{3,70})",
        "Do you {v} {o}?",
    ),
)

RULES: tuple[Rule, ...] = (*_TIMES_AND_PRICES, *_WHO_WHERE_WHAT, *_WHAT_ONE_CAN_DO)
