"""Handing a conversation over to a person, and back. The bot never talks while a person is asked for or is there."""

from chat.handoff.request import Handoff, Reason, request_handoff

__all__ = ["Handoff", "Reason", "request_handoff"]
