"""Versions on trial: the list, and the two ways in which a trial ends."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assistants.api.assistants import OfAssistant
from assistants.models import Rollout
from assistants.workflows import abandon_rollout, confirm_rollout
from tenants.api import TenantScoped


class RolloutSerializer(serializers.ModelSerializer[Rollout]):
    """`previous`: the version that answers the others; null for what there was before the first."""

    class Meta:
        model = Rollout
        fields = ["id", "assistant", "adapter", "previous", "share", "state", "reason", "began_at", "ended_at"]
        read_only_fields = fields


class RolloutList(OfAssistant, generics.ListAPIView[Rollout]):
    queryset = Rollout.across_tenants.none()
    serializer_class = RolloutSerializer

    def get_queryset(self) -> QuerySet[Rollout]:
        return self.assistant.rollouts.all()


class Ending(TenantScoped, generics.GenericAPIView[Rollout]):
    """What both ends share."""

    queryset = Rollout.across_tenants.none()
    serializer_class = RolloutSerializer

    def ended(self, end: Any) -> Response:
        """Ends the trial and shows how it stands."""
        rows = Rollout.objects.select_related("assistant", "adapter__training__job")
        rollout = get_object_or_404(rows, pk=self.kwargs["pk"])
        end(rollout, reason="Decided over the API.")
        rollout.refresh_from_db()
        return Response(self.get_serializer(rollout).data)


class Confirmation(Ending):
    @extend_schema(request=None, responses=RolloutSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Gives the version on trial to everybody."""
        return self.ended(confirm_rollout)


class Rollback(Ending):
    @extend_schema(request=None, responses=RolloutSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Takes the version on trial back."""
        return self.ended(abandon_rollout)
