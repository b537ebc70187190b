"""How many files there may be: in a conversation, and from a website in a day."""

import math
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from assistants.models import Assistant
from chat.attachments.errors import FilesFull, FilesSpent
from chat.models import Attachment, Conversation

MOST_FILES = 5


def check(assistant: Assistant, conversation: Conversation | None) -> None:
    """Raises FilesFull or FilesSpent when one more would be too many, in the tenant's scope."""
    if conversation and conversation.attachments.count() >= MOST_FILES:
        raise FilesFull(MOST_FILES)
    most = settings.CHAT_SITE_FILES_PER_DAY
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    today = Attachment.objects.filter(conversation__assistant=assistant, created_at__gte=midnight)
    if most and today.count() >= most:
        raise FilesSpent(math.ceil((midnight + timedelta(days=1) - timezone.now()).total_seconds()))
