"""`/questions/`: answers that the business gave, or that were found on its pages."""

from django.db.models import QuerySet
from rest_framework import viewsets
from rest_framework.serializers import BaseSerializer

from knowledge import workflows
from knowledge.api.serializers import QuestionSerializer
from knowledge.models import Question
from tenants.api import TenantScoped


class QuestionViewSet(TenantScoped, viewsets.ModelViewSet[Question]):
    """Questions of the key's business, the newest first."""

    queryset = Question.across_tenants.none()
    serializer_class = QuestionSerializer

    def get_queryset(self) -> QuerySet[Question]:
        """The tenant's own, never by a global id."""
        return Question.objects.all()

    def perform_create(self, serializer: BaseSerializer[Question]) -> None:
        """Adds a question; it is searchable at once if the engine answers."""
        serializer.instance = workflows.add_question(**serializer.validated_data)

    def perform_update(self, serializer: BaseSerializer[Question]) -> None:
        """Edits a question; fields that are left out stay."""
        row = self.get_object()
        words = {"question": row.question, "answer": row.answer, **serializer.validated_data}
        serializer.instance = workflows.edit_question(row, **words)

    def perform_destroy(self, instance: Question) -> None:
        """Removes a question."""
        workflows.remove_question(instance)
