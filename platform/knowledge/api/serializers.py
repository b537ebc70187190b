"""What the API takes and gives."""

from typing import Any

from rest_framework import serializers

from knowledge.jobs import READ
from knowledge.models import Document, Question, Source
from tenants.jobs import latest

ERRORS = ["error_code", "error"]


class SourceSerializer(serializers.ModelSerializer[Source]):
    """A source, with how far its reading is."""

    progress = serializers.SerializerMethodField()

    class Meta:
        model = Source
        fields = [
            *("id", "kind", "title", "url", "state", *ERRORS, "waits_for_engine", "progress"),
            *("page_budget", "depth_budget", "created_at", "read_at"),
        ]

    def get_progress(self, source: Source) -> dict[str, Any]:
        """`found`, `read` and `failed` pages of the newest reading; empty before it starts."""
        job = latest(READ, source.pk)
        return job.progress if job else {}


class NewSourceSerializer(serializers.Serializer[Source]):
    """A website (`url`), a text (`title`, `text`) or a file (`file`, as multipart form data)."""

    kind = serializers.ChoiceField(choices=[Source.Kind.WEBSITE, Source.Kind.TEXT, Source.Kind.FILE])
    url = serializers.CharField(required=False, max_length=2000)
    page_budget = serializers.IntegerField(required=False, min_value=1, max_value=5_000, default=100)
    depth_budget = serializers.IntegerField(required=False, min_value=0, max_value=20, default=5)
    title = serializers.CharField(required=False, max_length=300)
    text = serializers.CharField(required=False)
    file = serializers.FileField(required=False, allow_empty_file=True)

    NEEDED = {
        Source.Kind.WEBSITE: ("url",),
        Source.Kind.TEXT: ("title", "text"),
        Source.Kind.FILE: ("file",),
    }

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        lacking = [name for name in self.NEEDED[attrs["kind"]] if name not in attrs]
        if lacking:
            raise serializers.ValidationError(dict.fromkeys(lacking, f"A {attrs['kind']} needs this field."))
        return attrs


class DocumentSerializer(serializers.ModelSerializer[Document]):
    """A page or file of a source."""

    class Meta:
        model = Document
        fields = ["id", "url", "title", "state", *ERRORS, "words", "read_at"]


class QuestionSerializer(serializers.ModelSerializer[Question]):
    """A question and its answer. `searchable` turns true once the engine has seen it."""

    # Lengths are checked by the workflow, whose errors say what to do.
    question = serializers.CharField()
    answer = serializers.CharField()
    searchable = serializers.SerializerMethodField()

    class Meta:
        model = Question
        fields = ["id", "question", "answer", "origin", "source", "searchable", "created_at", "updated_at"]
        read_only_fields = ["origin", "source"]

    def get_searchable(self, question: Question) -> bool:
        """True if search can find it."""
        return question.passage_id is not None


class ReadSerializer(serializers.Serializer[Any]):
    """One reading of a source."""

    id = serializers.UUIDField(read_only=True)
    state = serializers.CharField(read_only=True)
    progress = serializers.DictField(read_only=True)


class SearchSerializer(serializers.Serializer[dict[str, Any]]):
    """A search: `q`, and the number of hits wanted."""

    q = serializers.CharField(max_length=2000)
    k = serializers.IntegerField(min_value=1, max_value=50, default=4)


class HitSerializer(serializers.Serializer[Any]):
    """A passage that was found."""

    passage_id = serializers.UUIDField()
    document_id = serializers.UUIDField()
    source_id = serializers.UUIDField()
    title = serializers.CharField()
    url = serializers.CharField()
    heading = serializers.CharField()
    text = serializers.CharField()
    score = serializers.FloatField()
    similarity = serializers.FloatField()
    overlap = serializers.FloatField()
