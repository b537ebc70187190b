"""How many files there may be: in a conversation, and from a website in a day."""

from django.conf import settings

from assistants.models import Assistant
from chat.attachments.errors import FilesFull, FilesSpent
from chat.limits.budget import midnight, seconds_left
from chat.models import Attachment, Conversation

MOST_FILES = 5


def check(assistant: Assistant, conversation: Conversation | None) -> None:
    """Raises FilesFull or FilesSpent when one more would be too many, in the tenant's scope."""
    if conversation and conversation.attachments.count() >= MOST_FILES:
        raise FilesFull(MOST_FILES)
    most = settings.CHAT_SITE_FILES_PER_DAY
    today = Attachment.objects.filter(conversation__assistant=assistant, created_at__gte=midnight())
    if most and today.count() >= most:
        raise FilesSpent(seconds_left())
