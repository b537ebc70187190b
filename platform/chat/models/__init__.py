"""The rows of this app, one noun a file."""

from chat.models.agent import Agent, CannedAnswer
from chat.models.attachment import AttachedPassage, Attachment
from chat.models.conversation import Conversation, Visitor
from chat.models.happening import Happening
from chat.models.identity import IdentityKey
from chat.models.lead import Lead
from chat.models.message import Message
from chat.models.settings import ChatSettings, settings_of

__all__ = [
    "Agent",
    "AttachedPassage",
    "Attachment",
    "CannedAnswer",
    "ChatSettings",
    "Conversation",
    "Happening",
    "IdentityKey",
    "Lead",
    "Message",
    "Visitor",
    "settings_of",
]
