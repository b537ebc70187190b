"""Conversational acts, met before anything is searched: greetings, thanks, wishes for a person and their like."""

from assistants.acts.recognise import ACTS, Recognised, recognise
from assistants.acts.replies import Met, meet, reply

__all__ = ["ACTS", "Met", "Recognised", "meet", "recognise", "reply"]
