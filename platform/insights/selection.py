"""Which rows insights look at: what visitors said, never what the business tried in its own playground."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from assistants.models import Assistant
from chat.models import Conversation, Message


def answers(assistant: Assistant | None = None) -> QuerySet[Message]:
    """Answers to visitors of one assistant, or of all in the scope's tenant."""
    found = Message.objects.filter(role=Message.Role.ASSISTANT).exclude(
        conversation__channel=Conversation.Channel.PLAYGROUND
    )
    return found.filter(conversation__assistant=assistant) if assistant else found


def since(days: int) -> datetime:
    """Midnight (UTC) that begins the last `days` days, today being one of them."""
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=days - 1)
