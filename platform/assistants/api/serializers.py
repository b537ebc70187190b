"""Rows of this app as the management API shows them."""

from rest_framework import serializers

from assistants.catalogue import FoundationModel
from assistants.models import Adapter, Assistant, Dataset, Example, ExamRun, Installation, ReportCard, Training
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
            "greeting",
            "suggestions",
            "colour",
            "privacy_url",
            "active",
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
        fields = ["id", "assistant", "job", "built_at", "frozen_at", "sha256", "created_at"]
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
    """`ids` left out: every row that is still proposed."""

    state = serializers.ChoiceField(choices=[Example.State.APPROVED, Example.State.REJECTED])
    ids = serializers.ListField(child=serializers.UUIDField(), required=False, allow_null=True, default=None)


class StartImportSerializer(serializers.Serializer[None]):
    file = serializers.FileField(help_text="Chat JSONL, or CSV with the columns question and answer; UTF-8")


class ImportedSerializer(serializers.Serializer[None]):
    imported = serializers.IntegerField(help_text="Rows that wait for review now")


class TrainingSerializer(serializers.ModelSerializer[Training]):
    job = JobSerializer(read_only=True)

    class Meta:
        model = Training
        fields = ["id", "assistant", "dataset", "base", "params", "job", "result", "created_at"]
        read_only_fields = fields


class StartTrainingSerializer(serializers.Serializer[None]):
    dataset = serializers.UUIDField(required=False, allow_null=True, default=None)
    params = serializers.DictField(required=False, default=dict)
    approve_all = serializers.BooleanField(required=False, default=False)


class AdapterSerializer(serializers.ModelSerializer[Adapter]):
    class Meta:
        model = Adapter
        fields = ["id", "assistant", "training", "name", "version", "state", "created_at"]
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
    """Its view gives the slugs of what is installed as `context["installed"]`."""

    slug = serializers.CharField()
    name = serializers.CharField()
    hub = serializers.CharField()
    parameters = serializers.IntegerField()
    context_tokens = serializers.IntegerField(source="context")
    licence = serializers.CharField()
    languages = serializers.ListField(child=serializers.CharField())
    note = serializers.CharField()
    serve_gb = serializers.FloatField()
    train_gb = serializers.FloatField()
    installed = serializers.SerializerMethodField()

    def get_installed(self, model: FoundationModel) -> bool:
        """Whether it is on this machine."""
        return model.slug in self.context["installed"]
