"""How to, whether one may, what happens if."""

from assistants.examples.grammar.rule import SUBJECT, rule

ORDER = (
    r"(?:please|send|contact|call|phone|ring|e-?mail|write|reply|take|bring|keep|tell|ask|use|choose|return|let|check|"
    r"fill|get|visit|report|refuse|photograph|open|go|click|leave|hand|message|turn|make|give|add|book|wait|stop)\b"
)
WELCOME = (
    r"(?P<p>(?:welcome|possible|allowed|included|needed|required|accepted|available|refundable|necessary|waterproof|"
    r"free|refunded|repaired|sold|checked|tested|washable|covered|sent|kept|stamped|safe|suitable|limited)\b[^,]*)"
)

WHAT_ONE_CAN_DO = (
    rule(
        r"(?:.*?[ :])?(?P<a>[\w.+-]+@[\w-]+\.[\w.]*\w)(?:[ ,].*)?",
        "How can I reach you by e-mail?",
        "What is your e-mail address?",
    ),
    rule(
        r"(?:Call|Phone|Ring) us (?:on|at) (?P<a>\+?[\d ()-]{6,}).*",
        "What is your phone number?",
        "How can I call you?",
    ),
    rule(
        r"To (?P<p>(?!date|this|the |an? |our |your |some|many|summari)[a-z][^,]{4,70}), (?P<a>(?:"
        rf"{ORDER}|(?:simply |just |then )?[a-z]+ (?:your|the|us|it)\b|you\b|we\b).+)",
        "How do I {p}?",
        "How can I {p}?",
    ),
    rule(rf"If (?P<c>(?!not|so|possible|necessary)[^,]{{6,80}}), (?P<a>{ORDER}.+)", "What should I do if {c}?"),
    rule(
        r"If (?P<c>(?!not|so|possible|necessary)[^,]{6,80}), (?P<a>(?:we|you|our|your|the|a|an|it|they) .+)",
        "What happens if {c}?",
    ),
    rule(
        r"We accept (?P<a>.*\b(?:cards?|Visa|PayPal|cash|transfer|Apple Pay|invoice)\b.*)",
        "How can I pay?",
        "Which payment methods do you accept?",
    ),
    rule(r"You can pay (?P<a>(?:by|with|in|using|on) .+)", "How can I pay?", "Which ways of paying are there?"),
    rule(r"We (?P<v>ship|deliver) to (?P<a>.+)", "Where do you {v} to?", "Which places do you {v} to?"),
    rule(r"You (?:can|may) (?:also )?(?P<p>[^,]+?) (?P<a>(?:by|via|through|using) [^,]+)", "How can I {p}?"),
    rule(
        r"You (?:can|may|cannot|can't|can not|may not) (?:also |always |still |only )?(?P<p>[^,]{6,90})", "Can I {p}?"
    ),
    rule(
        r"You (?:must|need to|have to|do not need to|don't need to|do not have to) (?P<p>[^,]{6,80})",
        "Do I have to {p}?",
    ),
    rule(rf"{SUBJECT} (?:can|cannot|can't|may not|can not) be (?P<p>[^,]{{3,70}})", "Can {s} be {p}?"),
    rule(
        r"We (?:also |do not |don't |never |always )?"
        r"(?P<v>offer|sell|stock|repair|provide|accept|ship|deliver|rent|buy|run|make|use|test|support|recycle|charge|"
        r"store|share|match|post|service|refund|exchange) (?P<o>[^,]{3,70})",
        "Do you {v} {o}?",
    ),
)

YES_OR_NO = (
    rule(rf"{SUBJECT} (?P<be>is|are) (?:not |never |always |also )?{WELCOME}", "{be} {s} {p}?"),
    rule(rf"{SUBJECT} (?:has|have) (?P<o>an? [^,]{{3,50}})", "Is there {o} on {s}?"),
    rule(r"There (?:is|are) (?:no |an? )(?P<o>[^,]{3,60})", "Is there any {o}?"),
    rule(
        r"We (?:also |do not |don't |never |always )?"
        r"(?P<v>(?!are\b|have\b|will\b|can\b|may\b|do\b|were\b|had\b|write\b)[a-z]+(?<!ed)) (?P<o>[^,]{3,70})",
        "Do you {v} {o}?",
    ),
    rule(
        r"(?P<p>(?:Wash|Clean|Dry|Store|Wipe|Keep|Charge|Water|Feed|Wax|Polish|Iron|Oil|Rub|Wear|Pack) "
        r"(?:the |your |a |an )?(?:[a-z]+ ?){1,2}?) (?P<a>(?:with|in|on|once|every|half|from|out|at|by|after) .+)",
        "How should I {p}?",
    ),
    rule(
        r"(?P<p>(?:Book|Pay|Order|Reserve|Cancel|Register|Subscribe|Apply)(?: [a-z ]+?)?) "
        r"(?P<a>(?:by|via|at (?!least)|in|with) .+)",
        "How can I {p}?",
    ),
)
