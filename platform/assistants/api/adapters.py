"""Versions, their report cards, and which of them is live."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from assistants.api.assistants import OfAssistant
from assistants.api.serializers import (
    AdapterSerializer,
    AssistantSerializer,
    PromotionSerializer,
    ReportCardSerializer,
)
from assistants.models import Adapter, Assistant, ReportCard
from assistants.package.archive import download
from assistants.workflows import promote, roll_back
from tenants.api import TenantScoped


class AdapterList(OfAssistant, generics.ListAPIView[Adapter]):
    queryset = Adapter.across_tenants.none()
    serializer_class = AdapterSerializer

    def get_queryset(self) -> QuerySet[Adapter]:
        return self.assistant.adapters.select_related("training__dataset")


class AdapterDetail(TenantScoped, generics.RetrieveAPIView[Adapter]):
    queryset = Adapter.across_tenants.none()
    serializer_class = AdapterSerializer

    def get_queryset(self) -> QuerySet[Adapter]:
        return Adapter.objects.select_related("training__dataset")


class AdapterDownload(TenantScoped):
    """A version's files."""

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """A zip in PEFT's format: weights, configuration, manifest, and the model card README.md."""
        rows = Adapter.objects.select_related("training__dataset", "assistant__tenant")
        return download(get_object_or_404(rows, pk=self.kwargs["pk"]))


class PromotionList(OfAssistant, generics.GenericAPIView[Any]):
    queryset = Assistant.across_tenants.none()
    serializer_class = PromotionSerializer

    @extend_schema(responses=AssistantSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Makes a version live, or goes back to before the first one."""
        asked = PromotionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        assistant = self.assistant
        if pk := asked.validated_data["adapter"]:
            promote(get_object_or_404(assistant.adapters.select_related("assistant", "training__job"), pk=pk))
        else:
            roll_back(assistant, None)
        return Response(AssistantSerializer(self.assistant).data)


class ReportCardList(OfAssistant, generics.ListAPIView[ReportCard]):
    queryset = ReportCard.across_tenants.none()
    serializer_class = ReportCardSerializer

    def get_queryset(self) -> QuerySet[ReportCard]:
        return ReportCard.objects.filter(training__assistant=self.assistant).order_by("-created_at")


class ReportCardDetail(TenantScoped, generics.RetrieveAPIView[ReportCard]):
    queryset = ReportCard.across_tenants.none()
    serializer_class = ReportCardSerializer

    def get_queryset(self) -> QuerySet[ReportCard]:
        return ReportCard.objects.all()
