"""Sentence patterns and the questions they answer, the most telling first.

Groups: `s` the subject, `a` the span that answers, `v` a verb whose form gives "do" or "does", `be` is, are, was or
were, `p` what somebody can do, `o` an object, `t` a tail that belongs to the question, `c` a condition.
"""

from assistants.examples.grammar.amounts import MORE_AMOUNTS, TIMES_AND_PRICES
from assistants.examples.grammar.doing import WHAT_ONE_CAN_DO, YES_OR_NO
from assistants.examples.grammar.rule import Rule
from assistants.examples.grammar.things import WHO_WHERE_WHAT

__all__ = ["RULES", "Rule"]

RULES: tuple[Rule, ...] = (*TIMES_AND_PRICES, *MORE_AMOUNTS, *WHO_WHERE_WHAT, *WHAT_ONE_CAN_DO, *YES_OR_NO)
