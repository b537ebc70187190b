"""Addresses of this app below /api/v1/."""

from django.urls import path

from assistants.intents.api.views import (
    IntentDetail,
    IntentList,
    IntentTuningCancellation,
    IntentTuningList,
    PhrasingsImportList,
    RecogniserDetail,
    RecognitionList,
)

app_name = "intents"

urlpatterns = [
    path("assistants/<uuid:assistant>/intents/", IntentList.as_view(), name="intent-list"),
    path("assistants/<uuid:assistant>/intents/imports/", PhrasingsImportList.as_view(), name="import-list"),
    path("assistants/<uuid:assistant>/intents/tunings/", IntentTuningList.as_view(), name="tuning-list"),
    path("assistants/<uuid:assistant>/recogniser/", RecogniserDetail.as_view(), name="recogniser-detail"),
    path("assistants/<uuid:assistant>/recognitions/", RecognitionList.as_view(), name="recognition-list"),
    path("intents/<uuid:pk>/", IntentDetail.as_view(), name="intent-detail"),
    path("intents/tunings/<uuid:pk>/cancellation/", IntentTuningCancellation.as_view(), name="tuning-cancellation"),
]
