"""Where a version comes from, and where a passage went."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assistants import lineage
from assistants.api.serializers import AdapterSerializer, DatasetSerializer
from assistants.models import Adapter, Dataset
from tenants.api import TenantScoped


class CountsSerializer(serializers.Serializer[lineage.Counts]):
    """Of the approved rows."""

    rows = serializers.IntegerField()
    kinds = serializers.DictField(child=serializers.IntegerField())
    splits = serializers.DictField(child=serializers.IntegerField())
    origins = serializers.DictField(child=serializers.IntegerField())
    edited = serializers.IntegerField()


class ShownSerializer(serializers.Serializer[lineage.Shown]):
    id = serializers.CharField(source="passage.id")
    document = serializers.CharField(source="passage.document")
    title = serializers.CharField(source="passage.title")
    url = serializers.CharField(source="passage.url")
    examples = serializers.IntegerField(help_text="Approved rows that show it")
    here = serializers.BooleanField(help_text="It is still in the knowledge")


class DatasetLineageSerializer(serializers.Serializer[dict[str, Any]]):
    dataset = DatasetSerializer()
    counts = CountsSerializer()
    passages = ShownSerializer(many=True)
    adapters = AdapterSerializer(many=True)


class UseSerializer(serializers.Serializer[Any]):
    dataset = DatasetSerializer()
    examples = serializers.ListField(child=serializers.UUIDField(), source="example_ids")
    adapters = AdapterSerializer(many=True)


class DatasetLineage(TenantScoped, generics.GenericAPIView[Any]):
    queryset = Dataset.across_tenants.none()
    serializer_class = DatasetLineageSerializer
    pagination_class = None

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What a dataset was made from, passage by passage, and which versions learned from it."""
        dataset = get_object_or_404(Dataset.objects.select_related("job"), pk=self.kwargs["dataset"])
        found = {
            "dataset": dataset,
            "counts": lineage.counts(dataset),
            "passages": lineage.passages(dataset),
            "adapters": Adapter.objects.filter(training__dataset=dataset).select_related("training__dataset"),
        }
        return Response(DatasetLineageSerializer(found).data)


class PassageLineage(TenantScoped, generics.GenericAPIView[Any]):
    queryset = Dataset.across_tenants.none()
    serializer_class = UseSerializer
    pagination_class = None

    @extend_schema(responses=UseSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Which examples show a passage, in which datasets, and which versions learned from these."""
        passage = self.kwargs["passage"]
        found = lineage.uses(passage)
        if not found and lineage.find(passage) is None:
            raise Http404
        return Response(UseSerializer(found, many=True).data)
