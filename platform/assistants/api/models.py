"""The catalogue of foundation models."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from assistants import catalogue
from assistants.api.serializers import FoundationModelSerializer, InstallationSerializer
from assistants.models import Example, Installation
from assistants.workflows import install_base
from tenants.api import TenantScoped


class FoundationModelList(TenantScoped, generics.GenericAPIView[Any]):
    serializer_class = FoundationModelSerializer
    pagination_class = None

    @extend_schema(responses=FoundationModelSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """All models that are known or installed, and which one fits this business's data and this machine."""
        here = catalogue.installed()
        models = {model.slug: model for model in (*catalogue.known(), *here)}
        machine = catalogue.this_machine()
        context = {"installed": frozenset(model.slug for model in here), "machine": machine}
        shown = [FoundationModelSerializer(model, context=context).data for model in models.values()]
        examples = Example.objects.filter(split=Example.Split.TRAIN).count()
        advice = catalogue.recommend(catalogue.Data(examples), machine)
        return Response({"models": shown, "recommended": {"slug": advice.model.slug, "reasons": advice.reasons}})


class InstallationList(TenantScoped, generics.ListAPIView[Installation]):
    queryset = Installation.across_tenants.none()
    serializer_class = InstallationSerializer

    def get_queryset(self) -> QuerySet[Installation]:
        return Installation.objects.select_related("job")

    @extend_schema(request=InstallationSerializer, responses={202: InstallationSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Installs a model of the catalogue; follow its `job`."""
        asked = InstallationSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        started = install_base(asked.validated_data["slug"])
        return Response(InstallationSerializer(started).data, status=status.HTTP_202_ACCEPTED)
