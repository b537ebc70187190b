"""`/search/`: what the assistant would find."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from knowledge.api.serializers import HitSerializer, SearchSerializer
from knowledge.search import search
from serving.client import EngineError
from tenants.api import TenantScoped
from tenants.errors import UserError


class EngineAway(UserError):
    """Search needs the engine for the question's vector."""

    code = "engine_away"
    status = status.HTTP_503_SERVICE_UNAVAILABLE


class SearchView(TenantScoped):
    """Hybrid search in the knowledge of the key's business."""

    @extend_schema(parameters=[SearchSerializer], responses=HitSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The best passages for `q`, best first."""
        asked = SearchSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        try:
            hits = search(asked.validated_data["q"], asked.validated_data["k"])
        except EngineError as error:
            raise EngineAway(error.message, error.hint) from error
        return Response(HitSerializer(hits, many=True).data)
