"""Training rows out of a dataset as files, and into it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from assistants.api.serializers import ImportedSerializer, StartImportSerializer
from assistants.exchange.export import export
from assistants.models import Dataset
from assistants.workflows import import_rows
from tenants.api import TenantScoped

FILTERS = [OpenApiParameter(name, str) for name in ("state", "split", "kind")]


class Export(TenantScoped):
    """The rows of a dataset as a file."""

    @extend_schema(parameters=FILTERS, responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """`jsonl`: approved rows but the exam's, as chats in OpenAI's format; `csv`: all rows, for a spreadsheet.

        `?state=`, `?split=`, `?kind=` choose others.
        """
        rows = Dataset.objects.select_related("assistant", "tenant")
        dataset = get_object_or_404(rows, pk=self.kwargs["dataset"])
        return export(dataset, self.kwargs["suffix"], request.query_params)


class ImportList(TenantScoped, generics.GenericAPIView[Any]):
    queryset = Dataset.across_tenants.none()
    serializer_class = StartImportSerializer
    parser_classes = [MultiPartParser]

    @extend_schema(request=StartImportSerializer, responses={201: ImportedSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Adds the rows of chat JSONL or CSV to a dataset, to be reviewed; a wrong row refuses the file."""
        dataset = get_object_or_404(Dataset.objects.select_related("tenant"), pk=self.kwargs["dataset"])
        asked = StartImportSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        file = asked.validated_data["file"]
        count = import_rows(dataset, file)
        return Response({"imported": count}, status=status.HTTP_201_CREATED)
