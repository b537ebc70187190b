"""Rows of this app as the management API shows them."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assistants.catalogue import FoundationModel, price
from assistants.models import Adapter, Assistant, Dataset, Example, ExamRun, Installation, ReportCard, Training
from assistants.training.estimate import Actual, Estimate, actual
from tenants.models import Job


class JobSerializer(serializers.ModelSerializer[Job]):
    class Meta:
        model = Job
        fields = ["state", "attempt", "progress", "error_code", "error", "created_at", "started_at", "finished_at"]
        read_only_fields = fields


class AssistantSerializer(serializers.ModelSerializer[Assistant]):
    site_key = serializers.CharField(source="site_key.key", read_only=True)

    class Meta:
        model = Assistant
        fields = [
            "id",
            "name",
            "persona",
            "style",
            "wording",
            "greeting",
            "suggestions",
            "colour",
            "privacy_url",
            "active",
            "daily_answers",
            "canary",
            "acts",
            "base",
            "site_key",
            "live_adapter",
            "created_at",
        ]
        read_only_fields = ["id", "site_key", "live_adapter", "created_at"]


class DatasetSerializer(serializers.ModelSerializer[Dataset]):
    job = JobSerializer(read_only=True)

    class Meta:
        model = Dataset
        fields = ["id", "assistant", "job", "built_at", "frozen_at", "sha256", "made", "created_at"]
        read_only_fields = fields


class ExampleSerializer(serializers.ModelSerializer[Example]):
    class Meta:
        model = Example
        fields = [
            "id",
            "dataset",
            "question",
            "answer",
            "passages",
            "document",
            "kind",
            "split",
            "state",
            "origin",
            "edited",
            "near_copy_of",
        ]
        read_only_fields = [name for name in fields if name not in {"question", "answer"}]


class ReviewSerializer(serializers.Serializer[None]):
    """`ids` left out: every row of this origin, kind and split, else every one that is still proposed."""

    state = serializers.ChoiceField(choices=[Example.State.APPROVED, Example.State.REJECTED])
    ids = serializers.ListField(child=serializers.UUIDField(), required=False, allow_null=True, default=None)
    origin = serializers.ChoiceField(choices=Example.Origin.choices, required=False)
    kind = serializers.ChoiceField(choices=Example.Kind.choices, required=False)
    split = serializers.ChoiceField(choices=Example.Split.choices, required=False)


class StartImportSerializer(serializers.Serializer[None]):
    file = serializers.FileField(help_text="Chat JSONL, or CSV with the columns question and answer; UTF-8")


class ImportedSerializer(serializers.Serializer[None]):
    imported = serializers.IntegerField(help_text="Rows that wait for review now")


class ActualSerializer(serializers.Serializer[Actual]):
    tokens = serializers.IntegerField()
    seconds = serializers.FloatField(help_text="Of training")
    total_seconds = serializers.FloatField(allow_null=True, help_text="From the start of the job to its verdict")
    cost = serializers.FloatField()
    currency = serializers.CharField()


class EstimateSerializer(serializers.Serializer[Estimate]):
    method = serializers.CharField(help_text="The one chosen, or else the one recommended")
    rows = serializers.IntegerField()
    tokens = serializers.IntegerField()
    seconds = serializers.FloatField(help_text="Of training")
    total_seconds = serializers.FloatField(help_text="From the start of the job to its verdict")
    tokens_per_second = serializers.FloatField()
    measured = serializers.IntegerField(help_text="Trainings that the speed was measured on; 0: a default")
    limited = serializers.BooleanField(help_text="The time limit ends it before all epochs are done")
    price = serializers.FloatField(help_text="Of 1,000 tokens")
    cost = serializers.FloatField()
    currency = serializers.CharField()


class TrainingSerializer(serializers.ModelSerializer[Training]):
    job = JobSerializer(read_only=True)
    estimate = serializers.SerializerMethodField(help_text="What was foreseen; null before the examples are made")
    actual = serializers.SerializerMethodField(help_text="What it took; null until it is trained")

    class Meta:
        model = Training
        fields = [
            "id",
            "assistant",
            "dataset",
            "base",
            "method",
            "advice",
            "params",
            "job",
            "estimate",
            "actual",
            "result",
            "created_at",
        ]
        read_only_fields = fields

    @extend_schema_field(EstimateSerializer(allow_null=True))
    def get_estimate(self, training: Training) -> dict[str, Any] | None:
        return training.estimate or None

    @extend_schema_field(ActualSerializer(allow_null=True))
    def get_actual(self, training: Training) -> dict[str, Any] | None:
        took = actual(training)
        return asdict(took) if took else None


class StartTrainingSerializer(serializers.Serializer[None]):
    dataset = serializers.UUIDField(required=False, allow_null=True, default=None)
    params = serializers.DictField(
        required=False, default=dict, help_text="`method` (see methods/; default auto) and hyper-parameters"
    )
    approve_all = serializers.BooleanField(required=False, default=False)


class AdapterSerializer(serializers.ModelSerializer[Adapter]):
    base = serializers.CharField(source="training.base", read_only=True)
    dataset = serializers.UUIDField(source="training.dataset_id", read_only=True)
    dataset_sha256 = serializers.CharField(source="training.dataset.sha256", read_only=True)

    class Meta:
        model = Adapter
        fields = [
            "id",
            "assistant",
            "training",
            "base",
            "dataset",
            "dataset_sha256",
            "name",
            "version",
            "state",
            "created_at",
        ]
        read_only_fields = fields


class PromotionSerializer(serializers.Serializer[None]):
    """`adapter`: a version's id, or null for what there was before the first version."""

    adapter = serializers.UUIDField(allow_null=True)


class ReportCardSerializer(serializers.ModelSerializer[ReportCard]):
    class Meta:
        model = ReportCard
        fields = ["id", "training", "adapter", "arms", "comparison", "rows", "promoted", "reason", "created_at"]
        read_only_fields = fields


class ExamRunSerializer(serializers.ModelSerializer[ExamRun]):
    job = JobSerializer(read_only=True)

    class Meta:
        model = ExamRun
        fields = ["id", "assistant", "title", "job", "adapter", "result", "rows", "created_at"]
        read_only_fields = fields


class StartExamSerializer(serializers.Serializer[None]):
    file = serializers.FileField()
    title = serializers.CharField(required=False, max_length=120, default="Exam")


class InstallationSerializer(serializers.ModelSerializer[Installation]):
    job = JobSerializer(read_only=True)

    class Meta:
        model = Installation
        fields = ["id", "slug", "job", "created_at"]
        read_only_fields = ["id", "job", "created_at"]


class FoundationModelSerializer(serializers.Serializer[FoundationModel]):
    """Its view gives the slugs of what is installed as `context["installed"]`, and the machine as `["machine"]`."""

    slug = serializers.CharField()
    name = serializers.CharField()
    hub = serializers.CharField()
    parameters = serializers.IntegerField()
    context_tokens = serializers.IntegerField(source="context")
    licence = serializers.CharField()
    languages = serializers.ListField(child=serializers.CharField())
    note = serializers.CharField()
    serve_gb = serializers.FloatField()
    train_gb = serializers.SerializerMethodField(help_text="On this machine")
    price_per_1k_tokens = serializers.SerializerMethodField(help_text="Of training; 0: on this machine")
    installed = serializers.SerializerMethodField()

    def get_train_gb(self, model: FoundationModel) -> float:
        """Memory that a training takes."""
        return model.train_gb(self.context["machine"])

    def get_price_per_1k_tokens(self, model: FoundationModel) -> float:
        """In the installation's currency."""
        return price(model.slug)

    def get_installed(self, model: FoundationModel) -> bool:
        """Whether it is on this machine."""
        return model.slug in self.context["installed"]
