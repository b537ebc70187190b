"""How much somebody may ask: token buckets per visitor, address and site, proof of work, a day's budget."""

from chat.limits.admission import may_ask, may_open_session
from chat.limits.memory import Memory, memory
from chat.limits.rates import Rate, spend

MAX_TEXT = 4000

__all__ = ["MAX_TEXT", "Memory", "Rate", "may_ask", "may_open_session", "memory", "spend"]
