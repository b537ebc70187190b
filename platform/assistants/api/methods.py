"""The methods to choose from, and the one to take."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assistants.api.assistants import OfAssistant
from assistants.catalogue import Advice
from assistants.errors import NotReady
from assistants.models import Training
from assistants.training.method import NAMES, SAID, fewest
from assistants.workflows.trainings import recommend


class MethodSerializer(serializers.Serializer[Any]):
    method = serializers.CharField(help_text="The value of `params.method` of a training")
    name = serializers.CharField()
    summary = serializers.CharField()
    fewest_examples = serializers.IntegerField(help_text="Approved training examples that it needs")


class AdviceSerializer(serializers.Serializer[Advice]):
    method = serializers.CharField()
    reasons = serializers.ListField(child=serializers.CharField())


class MethodsSerializer(serializers.Serializer[Any]):
    methods = MethodSerializer(many=True)
    recommended = AdviceSerializer(allow_null=True, help_text="null before the examples are made")


class MethodList(OfAssistant, generics.GenericAPIView[Any]):
    """`?approve_all=true` counts the rows that nobody has reviewed, as such a training would."""

    queryset = Training.across_tenants.none()
    serializer_class = MethodsSerializer
    pagination_class = None

    @extend_schema(responses=MethodsSerializer)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """All methods, and which of them fits the rows under review and this machine."""
        listed = [
            {"method": method, "name": name, "summary": SAID[method], "fewest_examples": fewest(method)}
            for method, name in NAMES.items()
        ]
        return Response({"methods": listed, "recommended": self._recommended(request)})

    def _recommended(self, request: Request) -> dict[str, Any] | None:
        approve_all = request.query_params.get("approve_all") == "true"
        try:
            return asdict(recommend(self.assistant, approve_all=approve_all))
        except NotReady:
            return None
