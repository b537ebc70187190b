"""What an adapter is trained on, for the business to review."""

from typing import Final

from django.db import models

from assistants.models.assistant import Assistant
from tenants.models import Job, TenantModel

IMPORT: Final = "import"
CONVERSATION: Final = "conversation"


class Dataset(TenantModel):
    """A set of examples built from the knowledge at one moment; frozen when a training uses it."""

    assistant = models.ForeignKey(Assistant, on_delete=models.CASCADE, related_name="datasets")
    job = models.OneToOneField(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="dataset")
    built_at = models.DateTimeField(null=True, blank=True, help_text="Empty while its rows are being made")
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the approved rows; set when frozen")
    frozen_at = models.DateTimeField(null=True, blank=True)
    made = models.JSONField(
        default=dict, db_default={}, help_text="How its rows were made: generated and personal, each in figures"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.assistant}, {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def frozen(self) -> bool:
        """True once a training has used it: its rows never change again."""
        return self.frozen_at is not None

    @property
    def own_proposals(self) -> "models.QuerySet[Example]":
        """What a training may approve unseen: rows made from the knowledge, never imports or visitors' feedback."""
        return self.examples.filter(state=Example.State.PROPOSED).exclude(origin__in=[IMPORT, CONVERSATION])

    def trainable(self, *, approve_all: bool) -> "models.QuerySet[Example]":
        """The approved rows; with `approve_all`, while the set is open, those that a training would approve as well."""
        approved = self.examples.filter(state=Example.State.APPROVED)
        return approved | self.own_proposals if approve_all and not self.frozen else approved


class Example(TenantModel):
    """One row: a question, the passages shown with it, and the answer wanted.

    `passages`: [{"id", "document", "title", "url", "text"}, …] in prompt order, as they stood when the row was made.
    """

    class Kind(models.TextChoices):
        ANSWER = "answer", "Answer"
        REFUSAL = "refusal", "Refusal"
        REPLAY = "replay", "General"

    class Split(models.TextChoices):
        TRAIN = "train", "Training"
        VALID = "valid", "Validation"
        EXAM = "exam", "Exam"

    class State(models.TextChoices):
        PROPOSED = "proposed", "To review"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"

    class Origin(models.TextChoices):
        PAIR = "pair", "Your questions"
        CORRECTION = "correction", "Corrections"
        FAQ = "faq", "Questions on your pages"
        FACT = "fact", "Lists and tables"
        SENTENCE = "sentence", "Sentences"
        HEADING = "heading", "Headings"
        GENERATED = "generated", "Written by a model"
        CONVERSATION = CONVERSATION, "Conversations"
        OFF_TOPIC = "off_topic", "Off topic"
        MISSING = "missing", "Without their passage"
        REPLAY = "replay", "General talk"
        IMPORT = IMPORT, "Imports"

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="examples")
    question = models.CharField(max_length=1000)
    answer = models.TextField()
    passages = models.JSONField(default=list)
    document = models.CharField(max_length=64, blank=True, help_text="Splits never cut through a document")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ANSWER)
    split = models.CharField(max_length=10, choices=Split)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    origin = models.CharField(max_length=20, choices=Origin, help_text="What it was made from")
    edited = models.BooleanField(default=False)
    near_copy_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="near_copies"
    )

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        indexes = [models.Index(fields=["dataset", "split", "state"])]

    def __str__(self) -> str:
        return self.question
