"""Who, where, what."""

from assistants.examples.grammar.rule import BE, COUNT, SUBJECT, rule

YEAR = r"(?:(?:(?:early|late|mid)[ -])?(?:\d{1,2} )?(?:[A-Z][a-z]+ )?(?:\d{1,2}, )?\d{4}s?)"
MADE = (
    r"(?:founded|opened|established|built|created|started|introduced|published|released|invented|launched|formed|"
    r"completed|adopted|signed|discovered|developed|dissolved|elected|appointed|written|designed|named|born|killed|"
    r"made|proposed|led|won|held|passed|abolished|destroyed|replaced|renamed|recorded|produced|first \w+)"
)

WHO_WHERE_WHAT = (
    rule(
        rf"(?P<s>We|(?!You\b)[A-Z][^,]*?) {BE} (?P<p>located|based|situated) "
        r"(?P<a>(?:in|at|on|near|next to|opposite) .+)",
        "Where {be} {s} {p}?",
    ),
    rule(
        r"(?:You can )?(?:Find|find|Visit|visit) us (?P<a>(?:at|in|on) .+)", "Where can I find you?", "Where are you?"
    ),
    rule(rf"{SUBJECT} {BE} made in (?P<a>.+)", "Where {be} {s} made?"),
    rule(rf"{SUBJECT} {BE} made (?:of|from|out of) (?P<a>.+)", "What {be} {s} made of?", "What {be} {s} made from?"),
    rule(
        rf"{SUBJECT} {BE} (?P<p>{MADE}) (?:[^,]* )?(?:in|on) (?P<a>{YEAR})(?:[ ,].*)?",
        "When {be} {s} {p}?",
        "In which year {be} {s} {p}?",
    ),
    rule(rf"{SUBJECT} {BE} (?P<p>{MADE}) by (?P<a>(?:\S+ ?){{1,7}})", "Who {be} {s} {p} by?"),
    rule(
        r"We (?P<v>opened|started|founded|began|launched) (?P<o>[^,]*?) ?in (?P<a>\d{4})",
        "When did you {verb} {o}?",
    ),
    rule(rf"{SUBJECT} (?P<v>includes?|contains?) (?P<a>.+)", "What {do} {s} {verb}?"),
    rule(rf"{SUBJECT} comes? with (?P<a>.+)", "What comes with {s}?"),
    rule(rf"{SUBJECT} (?P<v>comes?) from (?P<a>.+)", "Where {do} {s} come from?"),
    rule(rf"{SUBJECT} (?P<v>comes?) in (?P<a>[A-Z].* and .+)", "What {do} {s} come in?", "What can I choose for {s}?"),
    rule(rf"{SUBJECT} {BE} (?P<p>covered|lined|filled|coated) with (?P<a>.+)", "What {be} {s} {p} with?"),
    rule(rf"{SUBJECT} (?P<v>covers?) (?P<a>.+)", "What {do} {s} {verb}?"),
    rule(rf"{SUBJECT} (?:opened|started|began|closed) (?:[^,]* )?in (?P<a>{YEAR})(?: .*)?", "When did {s} open?"),
    rule(rf"{SUBJECT} (?P<v>weighs?) (?P<a>.*\d.*)", "How much {do} {s} weigh?"),
    rule(
        rf"{SUBJECT} (?:has|have) (?P<a>{COUNT}) (?P<o>[a-z ]+s)(?: (?:in|on|for|with|at) .*)?",
        "How many {o} are there in {s}?",
    ),
    rule(
        rf"There (?:is|are) (?P<a>{COUNT}) (?P<o>[a-z ]+?s)(?P<t> (?:in|on|at|for) [^,]+)",
        "How many {o} are there {t}?",
    ),
    rule(r"(?P<s>[^,]{3,40}?) (?P<v>means) (?P<a>.+)", "What does {s} mean?"),
    rule(r"(?P<s>[^,]{2,30}?) stands for (?P<a>.+)", "What does {s} stand for?"),
    rule(rf"{SUBJECT} {BE} (?:also )?(?P<p>called|known as) (?P<a>.+)", "What {be} {s} {p}?"),
    rule(
        r"(?P<s>[A-Z]\w+(?: [A-Z]\w+){1,2}) (?P<be>is|was) (?P<a>(?:an?|the) [^,]*\b\w+(?:ist|cian|ician|maker|founder|"
        r"writer|author|engineer|owner|manager|baker|teacher|leader|king|emperor|general)\b.*)",
        "Who {be} {s}?",
    ),
    rule(
        r"(?P<s>(?:(?:An?|The) )?(?:[\w’'-]+ ?){1,3}?) (?P<be>is|are) "
        r"(?P<a>(?:an?|our|the) (?!same|first|last|most|only).+)",
        "What {be} {s}?",
    ),
    rule(rf"(?P<p>In|On|By|During) (?P<o>{YEAR}),? (?P<a>(?:\S+ ){{3,}}.+)", "What happened {p} {o}?"),
    rule(
        rf"{SUBJECT} {BE} (?P<p>[a-z]+ed|known|seen|built|driven|drawn|given) by (?P<a>(?:\S+ ?){{1,10}})",
        "What {be} {s} {p} by?",
    ),
    rule(
        r"(?P<a>[A-Z][\w’'-]+(?: (?:of |the |and )?[A-Z][\w’'-]+){1,3}) "
        r"(?P<p>[a-z]+ed|wrote|led|made|built|found|won|began) "
        r"(?P<o>(?:the|a|an|his|its|their) [^,]{5,80})",
        "Who {p} {o}?",
    ),
    rule(rf"{SUBJECT} (?P<v>consists?) of (?P<a>.+)", "What {do} {s} consist of?"),
    rule(rf"{SUBJECT} (?P<v>refers?|leads?|belongs?|applies|apply) to (?P<a>.+)", "What {do} {s} {verb} to?"),
    rule(rf"{SUBJECT} (?P<v>depends?|relies|rely) on (?P<a>.+)", "What {do} {s} {verb} on?"),
)
