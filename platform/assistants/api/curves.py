"""The learning curve of a training: measure it, read it."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from assistants.api.serializers import JobSerializer
from assistants.models import LearningCurve, Training
from assistants.training.curve import said
from assistants.workflows.curves import draw_curve
from tenants.api import TenantScoped


class PointSerializer(serializers.Serializer[Any]):
    fraction = serializers.FloatField(help_text="Of the training rows, by whole documents")
    rows = serializers.IntegerField()
    documents = serializers.IntegerField()
    valid_loss = serializers.FloatField(help_text="On all held-out rows, in nats per token")


class CurveSerializer(serializers.ModelSerializer[LearningCurve]):
    job = JobSerializer(read_only=True)
    points = PointSerializer(many=True)
    said = serializers.SerializerMethodField(help_text="Whether more data still helps; empty before it is measured")

    class Meta:
        model = LearningCurve
        fields = ["training", "job", "points", "said", "created_at"]
        read_only_fields = fields

    def get_said(self, curve: LearningCurve) -> str:
        """In plain words."""
        return said(curve.points)


class Curve(TenantScoped, generics.GenericAPIView[LearningCurve]):
    queryset = LearningCurve.across_tenants.none()
    serializer_class = CurveSerializer
    pagination_class = None

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The points so far; 404 before the first request to measure them."""
        rows = LearningCurve.objects.select_related("job")
        return Response(CurveSerializer(get_object_or_404(rows, training=self.kwargs["pk"])).data)

    @extend_schema(request=None, responses={202: CurveSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Trains again on a quarter and on half of the data; follow its `job`."""
        training = get_object_or_404(Training.objects.select_related("job"), pk=self.kwargs["pk"])
        return Response(CurveSerializer(draw_curve(training)).data, status=status.HTTP_202_ACCEPTED)
