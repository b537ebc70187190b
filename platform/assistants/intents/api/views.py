"""Intents, what was learned of them, and a sentence tried."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from assistants.api.assistants import OfAssistant
from assistants.intents import workflows
from assistants.intents.api.serializers import (
    IntentSerializer,
    IntentTuningSerializer,
    PhrasingsFileSerializer,
    PhrasingsImportedSerializer,
    RecogniserSerializer,
    RecognitionSerializer,
    SaidSerializer,
    WriteIntentSerializer,
)
from assistants.intents.models import Intent, IntentTuning, Recogniser
from assistants.intents.recognise import nearest_intent
from tenants.api import TenantScoped


class IntentList(OfAssistant, generics.ListAPIView[Intent]):
    queryset = Intent.across_tenants.none()
    serializer_class = IntentSerializer

    def get_queryset(self) -> QuerySet[Intent]:
        return self.assistant.intents.prefetch_related("phrasings")

    @extend_schema(request=WriteIntentSerializer, responses={201: IntentSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Adds an intent; it is learned within seconds."""
        fields, phrasings = _written(request)
        intent = workflows.add_intent(self.assistant, fields, phrasings or [])
        return Response(IntentSerializer(intent).data, status=status.HTTP_201_CREATED)


class IntentDetail(TenantScoped, generics.RetrieveDestroyAPIView[Intent]):
    queryset = Intent.across_tenants.none()
    serializer_class = IntentSerializer

    def get_queryset(self) -> QuerySet[Intent]:
        return Intent.objects.select_related("assistant__tenant").prefetch_related("phrasings")

    @extend_schema(request=WriteIntentSerializer, responses={200: IntentSerializer})
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Changes the given fields."""
        intent = self.get_object()
        workflows.change_intent(intent, *_written(request))
        return Response(IntentSerializer(self.get_object()).data)

    def perform_destroy(self, instance: Intent) -> None:
        """With its phrasings."""
        workflows.remove_intent(instance)


class PhrasingsImportList(OfAssistant, generics.GenericAPIView[Any]):
    queryset = Intent.across_tenants.none()
    serializer_class = PhrasingsFileSerializer
    parser_classes = [MultiPartParser]

    @extend_schema(request=PhrasingsFileSerializer, responses={201: PhrasingsImportedSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Adds the rows of a CSV, making intents that are new; a wrong row refuses the file."""
        asked = PhrasingsFileSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        count = workflows.import_phrasings(self.assistant, asked.validated_data["file"].read())
        return Response({"imported": count}, status=status.HTTP_201_CREATED)


class RecogniserDetail(OfAssistant, generics.RetrieveUpdateAPIView[Recogniser]):
    queryset = Recogniser.across_tenants.none()
    serializer_class = RecogniserSerializer
    http_method_names = ["get", "patch", "head", "options"]

    def get_object(self) -> Recogniser:
        return get_object_or_404(Recogniser.objects.all(), assistant=self.assistant)

    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Sets the threshold; null takes the suggested one."""
        asked = RecogniserSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        recogniser = workflows.set_threshold(self.assistant, asked.validated_data.get("threshold"))
        return Response(RecogniserSerializer(recogniser).data)


class RecognitionList(OfAssistant, generics.GenericAPIView[Any]):
    queryset = Intent.across_tenants.none()
    serializer_class = SaidSerializer

    @extend_schema(request=SaidSerializer, responses={200: RecognitionSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What a sentence is recognised as; nothing is done about it."""
        asked = SaidSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        nearest = nearest_intent(self.assistant, asked.validated_data["text"])
        if nearest is None:
            return Response({"intent": None, "name": None, "confidence": None, "reached": False})
        told = {"intent": nearest.intent.pk, "name": nearest.intent.name, "confidence": nearest.confidence}
        return Response({**told, "reached": nearest.reached})


class IntentTuningList(OfAssistant, generics.ListAPIView[IntentTuning]):
    queryset = IntentTuning.across_tenants.none()
    serializer_class = IntentTuningSerializer

    def get_queryset(self) -> QuerySet[IntentTuning]:
        return self.assistant.intent_tunings.select_related("job")

    @extend_schema(request=None, responses={202: IntentTuningSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Fine-tunes the encoder on the phrasings there are; follow its `job`."""
        tuning = workflows.start_tuning(self.assistant)
        return Response(IntentTuningSerializer(tuning).data, status=status.HTTP_202_ACCEPTED)


class IntentTuningCancellation(TenantScoped, generics.GenericAPIView[IntentTuning]):
    queryset = IntentTuning.across_tenants.none()
    serializer_class = IntentTuningSerializer

    @extend_schema(request=None, responses={200: IntentTuningSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Stops it; what was learned before stays."""
        tuning = get_object_or_404(IntentTuning.objects.select_related("job"), pk=self.kwargs["pk"])
        workflows.stop_tuning(tuning)
        return Response(IntentTuningSerializer(tuning).data)


def _written(request: Request) -> tuple[dict[str, str], list[str] | None]:
    """(the intent's own fields, its phrasings if they were given)."""
    asked = WriteIntentSerializer(data=request.data)
    asked.is_valid(raise_exception=True)
    given = dict(asked.validated_data)
    phrasings = given.pop("phrasings", None)
    return given, phrasings
