"""Offers the builder of training sets what visitors called helpful."""

from collections.abc import Iterator

from assistants.examples.talks import Talk, offers_talks
from assistants.models import Assistant
from chat.models import Message

MOST = 200


@offers_talks
def helpful(assistant: Assistant) -> Iterator[Talk]:
    """The newest answers with a thumb up. One that somebody corrected since is replaced by its correction later.

    None of a conversation with files: what visitors send is nobody's training.
    """
    rated = Message.objects.filter(
        conversation__assistant=assistant,
        conversation__attachments=None,
        role=Message.Role.ASSISTANT,
        state=Message.State.DONE,
        rating=Message.Rating.UP,
        refused=False,
        reply_to__isnull=False,
    )
    for answer in rated.select_related("reply_to").order_by("-created_at")[:MOST]:
        if answer.reply_to:
            yield Talk(answer.reply_to.text, answer.text)
