"""What visitors send beside words."""

from __future__ import annotations

from pathlib import PurePath

from django.db import models

from chat.models.conversation import Conversation
from chat.models.message import Message
from tenants.models import TenantModel


def file_path(attachment: Attachment, name: str) -> str:
    """A place of its own, in which of the visitor's name for it only the ending is left."""
    return f"attachments/{attachment.pk}{PurePath(name).suffix.lower()}"


class Attachment(TenantModel):
    """A file in a conversation, shown by a message of the visitor's. It goes when the conversation goes.

    `partly`: only its beginning was read.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="attachments")
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="attachment")
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField(help_text="In bytes")
    sha256 = models.CharField(max_length=64)
    partly = models.BooleanField(default=False)
    file = models.FileField(upload_to=file_path, max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["created_at"]
        indexes = [models.Index(fields=["tenant", "created_at"])]
        constraints = [models.UniqueConstraint(fields=["conversation", "sha256"], name="one_attachment_per_content")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """True for what a person looks at, and no model reads."""
        return self.content_type.startswith("image/")


class AttachedPassage(TenantModel):
    """A piece of an attachment's text, with vectors as a `knowledge.Passage` has them; no part of that knowledge."""

    attachment = models.ForeignKey(Attachment, on_delete=models.CASCADE, related_name="passages")
    position = models.PositiveIntegerField()
    heading = models.CharField(max_length=500, blank=True)
    text = models.TextField()
    vector = models.BinaryField()
    sentence_vectors = models.BinaryField()

    class Meta(TenantModel.Meta):
        ordering = ["attachment", "position"]

    def __str__(self) -> str:
        return self.text[:80]
