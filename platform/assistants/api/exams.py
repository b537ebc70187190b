"""Exams that the business brings."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from assistants.api.assistants import OfAssistant
from assistants.api.serializers import ExamRunSerializer, StartExamSerializer
from assistants.models import ExamRun
from assistants.workflows.exams import remove_exam, start_exam
from tenants.api import TenantScoped


class ExamRunList(OfAssistant, generics.ListAPIView[ExamRun]):
    queryset = ExamRun.across_tenants.none()
    serializer_class = ExamRunSerializer
    parser_classes = [MultiPartParser]

    def get_queryset(self) -> QuerySet[ExamRun]:
        return self.assistant.exam_runs.select_related("job")

    @extend_schema(request=StartExamSerializer, responses={202: ExamRunSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Puts an uploaded file's questions (JSON, or CSV of question,answer) to what is live; follow its `job`."""
        asked = StartExamSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        title, file = asked.validated_data["title"], asked.validated_data["file"]
        run = start_exam(self.assistant, title, file.read(), name=file.name)
        return Response(ExamRunSerializer(run).data, status=status.HTTP_202_ACCEPTED)


class ExamRunDetail(TenantScoped, generics.RetrieveDestroyAPIView[ExamRun]):
    queryset = ExamRun.across_tenants.none()
    serializer_class = ExamRunSerializer

    def get_queryset(self) -> QuerySet[ExamRun]:
        return ExamRun.objects.select_related("job")

    def perform_destroy(self, instance: ExamRun) -> None:
        """With its questions and answers; one that is being held stops."""
        remove_exam(instance)
