"""What an answer takes from its visitor: the language, and what the visitor's own files say."""

from assistants.answers import Asker
from assistants.models import Assistant
from chat.attachments.passages import passages_of
from chat.models import Conversation, settings_of


def asker_of(assistant: Assistant, conversation: Conversation) -> Asker:
    """Who asks in this conversation, in the tenant's scope."""
    wanted = settings_of(assistant).visitor_language
    return Asker(conversation.spoken if wanted else (), passages_of(conversation))
