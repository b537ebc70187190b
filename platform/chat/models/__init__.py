"""The rows of this app, one noun a file."""

from chat.models.conversation import Conversation, Visitor
from chat.models.identity import IdentityKey
from chat.models.message import Message

__all__ = ["Conversation", "IdentityKey", "Message", "Visitor"]
