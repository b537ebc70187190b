"""`/sources/`: what the business showed, its documents, and reading it again."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from knowledge import workflows
from knowledge.api.serializers import DocumentSerializer, NewSourceSerializer, ReadSerializer, SourceSerializer
from knowledge.models import Document, Source
from tenants.api import TenantScoped


class SourceViewSet(TenantScoped, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Source]):
    """Sources of the key's business, the newest first."""

    queryset = Source.across_tenants.none()
    serializer_class = SourceSerializer
    parser_classes = [JSONParser, MultiPartParser, FormParser]

    def get_queryset(self) -> QuerySet[Source]:
        """The tenant's own, never by a global id."""
        return Source.objects.all()

    @extend_schema(request=NewSourceSerializer, responses={201: SourceSerializer})
    def create(self, request: Request) -> Response:
        """Adds a source; a job reads it."""
        asked = NewSourceSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        source = _add(asked.validated_data)
        return Response(SourceSerializer(source).data, status=status.HTTP_201_CREATED)

    def destroy(self, request: Request, pk: str) -> Response:
        """Removes a source with everything that was read from it."""
        workflows.remove_source(self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses={202: ReadSerializer})
    @action(detail=True, methods=["post"])
    def reads(self, request: Request, pk: str) -> Response:
        """Reads the source again; a reading that is under way is returned instead of a second one."""
        job = workflows.read_again(self.get_object())
        return Response(ReadSerializer(job).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(responses=DocumentSerializer(many=True))
    @action(detail=True)
    def documents(self, request: Request, pk: str) -> Response:
        """The pages or the file of a source, each with its state and its error."""
        found = Document.objects.filter(source=self.get_object())
        pages = LimitOffsetPagination()
        page = pages.paginate_queryset(found, request, view=self)
        return pages.get_paginated_response(DocumentSerializer(page, many=True).data)


def _add(asked: dict[str, Any]) -> Source:
    if asked["kind"] == Source.Kind.WEBSITE:
        budgets = {"page_budget": asked["page_budget"], "depth_budget": asked["depth_budget"]}
        return workflows.add_website(asked["url"], **budgets)
    if asked["kind"] == Source.Kind.TEXT:
        return workflows.add_text(asked["title"], asked["text"])
    return workflows.add_file(asked["file"])
