"""Rows of this app as the management API shows them."""

from dataclasses import asdict
from typing import Any

from rest_framework import serializers

from assistants.api.serializers import JobSerializer
from assistants.intents.learning.figures import figures
from assistants.intents.models import Intent, IntentTuning, Recogniser


class IntentSerializer(serializers.ModelSerializer[Intent]):
    phrasings = serializers.SerializerMethodField()

    class Meta:
        model = Intent
        fields = ["id", "assistant", "name", "action", "text", "url", "phrasings", "created_at"]
        read_only_fields = fields

    def get_phrasings(self, intent: Intent) -> list[str]:
        """Their texts."""
        return [row.text for row in intent.phrasings.all()]


class WriteIntentSerializer(serializers.Serializer[None]):
    """`phrasings` replaces all that there are."""

    name = serializers.CharField(required=False)
    action = serializers.ChoiceField(choices=Intent.Action.choices, required=False)
    text = serializers.CharField(required=False, allow_blank=True)
    url = serializers.CharField(required=False, allow_blank=True)
    phrasings = serializers.ListField(child=serializers.CharField(), required=False)


class PhrasingsFileSerializer(serializers.Serializer[None]):
    file = serializers.FileField(help_text="CSV with the columns text and intent; UTF-8")


class PhrasingsImportedSerializer(serializers.Serializer[None]):
    imported = serializers.IntegerField(help_text="Phrasings that were new")


class ScoreSerializer(serializers.Serializer[None]):
    intent = serializers.UUIDField()
    support = serializers.IntegerField()
    precision = serializers.FloatField(allow_null=True)
    recall = serializers.FloatField(allow_null=True)
    f1 = serializers.FloatField(allow_null=True)


class FiguresSerializer(serializers.Serializer[Any]):
    threshold = serializers.FloatField()
    phrasings = serializers.IntegerField()
    accuracy = serializers.FloatField(allow_null=True, help_text="The nearest intent is the right one")
    recognised = serializers.FloatField(allow_null=True, help_text="Share of phrasings that reach the threshold")
    precision = serializers.FloatField(allow_null=True, help_text="Share of what reaches it that is right")
    macro_f1 = serializers.FloatField(allow_null=True)
    false_alarms = serializers.FloatField(allow_null=True, help_text="Share of other questions that reach it")
    scores = ScoreSerializer(many=True)
    confusions = serializers.ListField(help_text="[intent, taken for, count]; places in scores, -1: as usual")


class RecogniserSerializer(serializers.ModelSerializer[Recogniser]):
    figures = serializers.SerializerMethodField()

    class Meta:
        model = Recogniser
        fields = ["threshold", "suggested", "encoders", "learned_at", "figures"]
        read_only_fields = ["suggested", "encoders", "learned_at", "figures"]

    def get_figures(self, recogniser: Recogniser) -> dict[str, Any]:
        """At the threshold in use; see `FiguresSerializer`."""
        return dict(FiguresSerializer(asdict(figures(recogniser.outcomes, recogniser.limit))).data)


class SaidSerializer(serializers.Serializer[None]):
    text = serializers.CharField(max_length=2000)


class RecognitionSerializer(serializers.Serializer[None]):
    intent = serializers.UUIDField(allow_null=True, help_text="The nearest; null before anything was learned")
    name = serializers.CharField(allow_null=True)
    confidence = serializers.FloatField(allow_null=True)
    reached = serializers.BooleanField(help_text="Sure enough to act on it")


class IntentTuningSerializer(serializers.ModelSerializer[IntentTuning]):
    job = JobSerializer(read_only=True)

    class Meta:
        model = IntentTuning
        fields = ["id", "assistant", "hold_out", "job", "result", "created_at"]
        read_only_fields = fields
