"""Trainings: foresee, start, follow, cancel."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from assistants.api.assistants import OfAssistant
from assistants.api.serializers import EstimateSerializer, StartTrainingSerializer, TrainingSerializer
from assistants.models import Assistant, Dataset, Training
from assistants.workflows import cancel_training, expect, start_training
from tenants.api import TenantScoped


class TrainingList(OfAssistant, generics.ListAPIView[Training]):
    queryset = Training.across_tenants.none()
    serializer_class = TrainingSerializer

    def get_queryset(self) -> QuerySet[Training]:
        return self.assistant.trainings.select_related("job")

    @extend_schema(request=StartTrainingSerializer, responses={202: TrainingSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Starts a training; follow its `job`."""
        assistant = self.assistant
        dataset, chosen = _asked(assistant, request)
        training = start_training(assistant, dataset, chosen["params"], approve_all=chosen["approve_all"])
        return Response(TrainingSerializer(training).data, status=status.HTTP_202_ACCEPTED)


class EstimateList(OfAssistant, generics.GenericAPIView[Any]):
    queryset = Training.across_tenants.none()
    serializer_class = EstimateSerializer

    @extend_schema(request=StartTrainingSerializer, responses=EstimateSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What a training started with the same body will take; starts nothing."""
        assistant = self.assistant
        dataset, chosen = _asked(assistant, request)
        foreseen = expect(assistant, dataset, chosen["params"], approve_all=chosen["approve_all"])
        return Response(EstimateSerializer(foreseen).data)


class TrainingDetail(TenantScoped, generics.RetrieveAPIView[Training]):
    queryset = Training.across_tenants.none()
    serializer_class = TrainingSerializer

    def get_queryset(self) -> QuerySet[Training]:
        return Training.objects.select_related("job")


class Cancellation(TenantScoped, generics.GenericAPIView[Training]):
    queryset = Training.across_tenants.none()
    serializer_class = TrainingSerializer

    @extend_schema(request=None, responses=TrainingSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Stops a training after its current step."""
        training = get_object_or_404(Training.objects.select_related("job"), pk=self.kwargs["pk"])
        cancel_training(training)
        return Response(TrainingSerializer(training).data)


def _asked(assistant: Assistant, request: Request) -> tuple[Dataset | None, dict[str, Any]]:
    """The dataset that a body names, if any, and the rest of the body."""
    asked = StartTrainingSerializer(data=request.data)
    asked.is_valid(raise_exception=True)
    pk = asked.validated_data["dataset"]
    return get_object_or_404(assistant.datasets.all(), pk=pk) if pk else None, asked.validated_data
