"""Datasets and the review of their rows."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from assistants.api.assistants import OfAssistant
from assistants.api.serializers import DatasetSerializer, ExampleSerializer, ReviewSerializer
from assistants.models import Dataset, Example
from assistants.workflows import build_dataset, edit_example, review
from tenants.api import TenantScoped


class DatasetList(OfAssistant, generics.ListAPIView[Dataset]):
    queryset = Dataset.across_tenants.none()
    serializer_class = DatasetSerializer

    def get_queryset(self) -> QuerySet[Dataset]:
        return self.assistant.datasets.select_related("job")

    @extend_schema(request=None, responses={202: DatasetSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Makes examples out of the knowledge as it is now."""
        dataset = build_dataset(self.assistant)
        return Response(DatasetSerializer(dataset).data, status=status.HTTP_202_ACCEPTED)


class DatasetDetail(TenantScoped, generics.RetrieveAPIView[Dataset]):
    queryset = Dataset.across_tenants.none()
    serializer_class = DatasetSerializer

    def get_queryset(self) -> QuerySet[Dataset]:
        return Dataset.objects.select_related("job")


class ExampleList(TenantScoped, generics.ListAPIView[Example]):
    """`?state=`, `?split=`, `?kind=`, `?origin=`, `?near_copies=true` narrow the list."""

    queryset = Example.across_tenants.none()
    serializer_class = ExampleSerializer

    def get_queryset(self) -> QuerySet[Example]:
        dataset = get_object_or_404(Dataset.objects.all(), pk=self.kwargs["dataset"])
        asked = {name: self.request.query_params.get(name) for name in ("state", "split", "kind", "origin")}
        rows = dataset.examples.filter(**{name: value for name, value in asked.items() if value})
        copies = self.request.query_params.get("near_copies") == "true"
        return rows.filter(near_copy_of__isnull=False) if copies else rows


class ExampleDetail(TenantScoped, generics.RetrieveUpdateAPIView[Example]):
    queryset = Example.across_tenants.none()
    serializer_class = ExampleSerializer
    http_method_names = ["get", "patch", "head", "options"]

    def get_queryset(self) -> QuerySet[Example]:
        return Example.objects.select_related("dataset")

    def perform_update(self, serializer: BaseSerializer[Example]) -> None:
        row, changed = serializer.instance, serializer.validated_data
        assert row is not None
        edit_example(row, changed.get("question", row.question), changed.get("answer", row.answer))


class ReviewList(TenantScoped, generics.GenericAPIView[Any]):
    queryset = Dataset.across_tenants.none()
    serializer_class = ReviewSerializer

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Approves or rejects rows in bulk."""
        dataset = get_object_or_404(Dataset.objects.all(), pk=self.kwargs["dataset"])
        asked = ReviewSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        chosen = dict(asked.validated_data)
        state, ids = Example.State(chosen.pop("state")), chosen.pop("ids")
        return Response({"changed": review(dataset, state, ids, only=chosen)})
