"""How much, how long, how many, when."""

from assistants.examples.grammar.rule import BE, COUNT, LENGTH, MONEY, SUBJECT, rule

CLOCK = r"(?:\d{1,2}(?:[:.]\d{2})?\s?(?:am|pm|a\.m\.|p\.m\.|o'clock)?|noon|midnight)"

TIMES_AND_PRICES = (
    rule(
        rf"{SUBJECT} (?P<v>costs?) (?P<a>(?:(?:only|just|from|about|an extra|extra) )?{MONEY}"
        r"(?: (?:per|an?|each|plus|and|or|to|extra)\b[^,]*)?)(?P<t> (?:for|on|within|in|to|from|with) [^,]+)?",
        "How much {do} {s} cost {t}?",
        "What {do} {s} cost {t}?",
    ),
    rule(
        rf"{SUBJECT} {BE} (?P<a>(?:(?:only|just|from) )?{MONEY}(?: (?:per|an?|each)\b[^,]*)?)",
        "How much {be} {s}?",
        "What is the price of {s}?",
    ),
    rule(
        rf"{SUBJECT} {BE} (?P<a>free)(?: of charge)?(?P<t> (?:for|on|over|above|to|from|with|within|in) [^,]+)?",
        "How much {do} {s} cost {t}?",
        "Do I have to pay for {s} {t}?",
    ),
    rule(
        rf"{SUBJECT} (?:usually |normally |typically |generally )?(?P<v>takes?) (?P<a>{LENGTH})(?P<t> [^,]+)?",
        "How long {do} {s} take {t}?",
    ),
    rule(
        rf"{SUBJECT} (?:usually |normally )?(?P<v>arrives?) (?P<a>(?:with)?in {LENGTH}|the next [^,]+|on [^,]+)",
        "How long {do} {s} take to arrive?",
        "When {do} {s} arrive?",
    ),
    rule(
        rf"{SUBJECT} {BE} (?P<p>delivered|dispatched|shipped|posted|processed|refunded|sent|paid) "
        rf"(?P<a>(?:with)?in {LENGTH}[^,]*|the same [^,]+|the next [^,]+|on [^,]+)",
        "When {be} {s} {p}?",
        "How soon {be} {s} {p}?",
    ),
    rule(
        r"You (?:can|may) (?P<p>[^,]+?) "
        rf"(?P<a>(?:within|up to|for up to) {LENGTH}(?: (?:of|after|before|from) [^,]+)?)",
        "How long do I have to {p}?",
    ),
    rule(
        rf"{SUBJECT} (?:must|should|have to|has to|need to|needs to) be (?P<p>\w+) (?P<a>within {LENGTH}[^,]*)",
        "How soon must {s} be {p}?",
    ),
    rule(
        r"(?P<s>You|[A-Z][^,]*?) (?P<v>gets?|receives?|saves?) (?P<a>\d+ ?(?:%|per ?cent)(?: off| discount)?[^,]*)",
        "How much of a discount {do} {s} get?",
    ),
    rule(rf"{SUBJECT} {BE} valid for (?P<a>{LENGTH}[^,]*)", "How long {be} {s} valid?"),
    rule(
        rf"{SUBJECT} (?P<v>lasts?|burns?|runs?|stays?|keeps?|works?) (?:for )?(?P<a>{LENGTH})(?P<t> [^,]+)?",
        "How long {do} {s} {verb} {t}?",
    ),
    rule(
        rf"{SUBJECT} (?:comes? with|{BE} (?:covered by|sold with)|has|have|carry|carries) (?:a|an|our) "
        rf"(?P<a>{COUNT}[- ](?:year|month|week|day)s?) (?P<o>[^,]*?(?:warranty|guarantee|trial))(?: .*)?",
        "How long is the {o} on {s}?",
    ),
    rule(
        r"(?P<s>We|Our [^,]*?|The [^,]*?) (?P<be>is|are) open "
        r"(?P<a>(?:daily|every day|from|on|all|until|\w+days?|\d).*)",
        "When {be} {s} open?",
    ),
    rule(
        rf"{SUBJECT} (?P<v>opens?|closes?|starts?|begins?|ends?) (?P<a>(?:at|on|from) .*(?:{CLOCK}|day|\d).*)",
        "When {do} {s} {verb}?",
        "What time {do} {s} {verb}?",
    ),
    rule(r"(?P<s>We|Our [^,]*?|The [^,]*?) (?P<be>is|are) closed (?P<a>on .+)", "When {be} {s} closed?"),
)

MORE_AMOUNTS = (
    rule(rf"You (?:have|get) (?P<a>{LENGTH}) to (?P<p>.+)", "How long do I have to {p}?"),
    rule(
        rf"{SUBJECT} {BE} (?P<p>\w+(?:ed|pt|en|nt|ld)) for (?P<a>{LENGTH})(?P<t> [^,]+)?",
        "How long {be} {s} {p} {t}?",
        "For how long {be} {s} {p} {t}?",
    ),
    rule(rf"{SUBJECT} (?P<v>expires?|ends?|melts?) (?P<a>(?:after|at) .*\d.*)", "When {do} {s} {verb}?"),
    rule(
        rf"{SUBJECT} {BE} (?P<p>due|ready|delivered|paid|sent|answered) "
        rf"(?P<a>(?:with)?in {LENGTH}.*|after {LENGTH}.*)",
        "When {be} {s} {p}?",
    ),
    rule(
        rf"{SUBJECT} {BE} (?P<p>\w+ed|sold|held|open) (?P<a>(?:from|until|between) .*(?:{CLOCK}|day|[A-Z][a-z]+).*)",
        "When {be} {s} {p}?",
    ),
    rule(rf"{SUBJECT} {BE} (?P<p>closed) for (?P<a>.+)", "When {be} {s} {p}?"),
    rule(
        rf"{SUBJECT} (?:can|may) be (?P<p>(?:made|replaced|changed|exchanged|repaired|engraved|hired|added)[^,]*?) "
        rf"for (?P<a>{MONEY})",
        "How much does it cost to have {s} {p}?",
    ),
    rule(
        rf"{SUBJECT} {BE} (?P<p>replaced|repaired|added|posted) for (?P<a>{MONEY})",
        "How much does it cost to have {s} {p}?",
    ),
    rule(rf"We (?P<p>[a-z]+ [^,]+?) for (?:a flat )?(?P<a>{MONEY})", "How much does it cost if you {p}?"),
    rule(rf"We (?P<p>[a-z]+(?: to you| back)?) (?P<a>within {LENGTH}.*)", "How soon do you {p}?"),
    rule(
        rf"We (?P<p>[a-z]+)(?P<t> to| from)? (?P<a>(?:about |around |up to )?{COUNT}) (?P<o>[a-z]+s)(?: [^,]+)?",
        "How many {o} do you {p} {t}?",
    ),
    rule(r"You get (?P<a>[^,]+?) for (?P<t>every [^,]+)", "What do I get for {t}?"),
    rule(rf"{SUBJECT} (?P<v>holds?|bears?|carries|carry|supports?|seats?) (?P<a>.*\d.*)", "How much {do} {s} {verb}?"),
    rule(
        rf"{SUBJECT} {BE} (?P<a>{COUNT} (?:cm|mm|m|km|metres|meters|feet|inches|miles)) "
        r"(?P<p>thick|long|wide|tall|high|deep)",
        "How {p} {be} {s}?",
    ),
    rule(r"(?P<s>(?:The|Our|Any) [^,]*?) (?P<be>is|are) (?P<a>(?:only |at least |at most )?\d[^,]*)", "What {be} {s}?"),
    rule(rf"{SUBJECT} (?:become|becomes) (?P<a>.*\d.*)", "What do {s} become?"),
)
