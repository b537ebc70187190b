"""What the files of a conversation say, for the questions of that conversation."""

from chat.models import AttachedPassage, Conversation
from knowledge.search import Loose


def passages_of(conversation: Conversation) -> list[Loose]:
    """All passages of the conversation's files, in the tenant's scope."""
    rows = AttachedPassage.objects.filter(attachment__conversation=conversation).select_related("attachment")
    return [
        Loose(row.pk, row.attachment_id, row.attachment.name, row.heading, row.text, row.vector, row.sentence_vectors)
        for row in rows
    ]
