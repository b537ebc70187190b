"""Removes the stored file with its row, whatever removed the row: a conversation, a visitor, a whole business."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from chat.models import Attachment


@receiver(post_delete, sender=Attachment)
def remove_file(sender: type[Attachment], instance: Attachment, **_: Any) -> None:
    """Once the removal is committed; a storage that is away undoes nothing."""
    transaction.on_commit(partial(instance.file.storage.delete, str(instance.file.name)), robust=True)
