"""Assistants: list, retrieve, change."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import generics
from rest_framework.serializers import BaseSerializer

from assistants.api.serializers import AssistantSerializer
from assistants.models import Assistant
from assistants.workflows import change_assistant
from tenants.api import TenantScoped


class OfAssistant(TenantScoped):
    """A view below `assistants/{assistant}/`."""

    @property
    def assistant(self) -> Assistant:
        """The assistant of the address, or 404."""
        rows = Assistant.objects.select_related("tenant", "live_adapter")
        return get_object_or_404(rows, pk=self.kwargs["assistant"])


class AssistantList(TenantScoped, generics.ListAPIView[Assistant]):
    queryset = Assistant.across_tenants.none()
    serializer_class = AssistantSerializer

    def get_queryset(self) -> QuerySet[Assistant]:
        return Assistant.objects.select_related("site_key")


class AssistantDetail(TenantScoped, generics.RetrieveUpdateAPIView[Assistant]):
    queryset = Assistant.across_tenants.none()
    serializer_class = AssistantSerializer
    http_method_names = ["get", "patch", "head", "options"]

    def get_queryset(self) -> QuerySet[Assistant]:
        return Assistant.objects.select_related("site_key", "tenant")

    def perform_update(self, serializer: BaseSerializer[Assistant]) -> None:
        assert serializer.instance is not None
        change_assistant(serializer.instance, serializer.validated_data)
