"""Addresses of this app below /api/v1/."""

from django.urls import path

from assistants.api.adapters import (
    AdapterDetail,
    AdapterDownload,
    AdapterList,
    PromotionList,
    ReportCardDetail,
    ReportCardList,
)
from assistants.api.assistants import AssistantDetail, AssistantList
from assistants.api.curves import Curve
from assistants.api.datasets import DatasetDetail, DatasetList, ExampleDetail, ExampleList, ReviewList
from assistants.api.exams import ExamRunDetail, ExamRunList
from assistants.api.exchange import Export, ImportList
from assistants.api.lineage import DatasetLineage, PassageLineage
from assistants.api.methods import MethodList
from assistants.api.models import FoundationModelList, InstallationList
from assistants.api.rollouts import Confirmation, Rollback, RolloutList
from assistants.api.trainings import Cancellation, EstimateList, TrainingDetail, TrainingList

app_name = "assistants"

urlpatterns = [
    path("assistants/", AssistantList.as_view(), name="assistant-list"),
    path("assistants/<uuid:pk>/", AssistantDetail.as_view(), name="assistant-detail"),
    path("assistants/<uuid:assistant>/datasets/", DatasetList.as_view(), name="dataset-list"),
    path("assistants/<uuid:assistant>/trainings/", TrainingList.as_view(), name="training-list"),
    path("assistants/<uuid:assistant>/estimates/", EstimateList.as_view(), name="estimate-list"),
    path("assistants/<uuid:assistant>/methods/", MethodList.as_view(), name="method-list"),
    path("assistants/<uuid:assistant>/adapters/", AdapterList.as_view(), name="adapter-list"),
    path("assistants/<uuid:assistant>/promotions/", PromotionList.as_view(), name="promotion-list"),
    path("assistants/<uuid:assistant>/rollouts/", RolloutList.as_view(), name="rollout-list"),
    path("assistants/<uuid:assistant>/report-cards/", ReportCardList.as_view(), name="report-card-list"),
    path("assistants/<uuid:assistant>/exams/", ExamRunList.as_view(), name="exam-run-list"),
    path("datasets/<uuid:pk>/", DatasetDetail.as_view(), name="dataset-detail"),
    path("datasets/<uuid:dataset>/examples/", ExampleList.as_view(), name="example-list"),
    path("datasets/<uuid:dataset>/reviews/", ReviewList.as_view(), name="review-list"),
    path("datasets/<uuid:dataset>/imports/", ImportList.as_view(), name="import-list"),
    path("datasets/<uuid:dataset>/export.jsonl", Export.as_view(), {"suffix": "jsonl"}, name="export-jsonl"),
    path("datasets/<uuid:dataset>/export.csv", Export.as_view(), {"suffix": "csv"}, name="export-csv"),
    path("datasets/<uuid:dataset>/lineage/", DatasetLineage.as_view(), name="dataset-lineage"),
    path("passages/<slug:passage>/lineage/", PassageLineage.as_view(), name="passage-lineage"),
    path("adapters/<uuid:pk>/", AdapterDetail.as_view(), name="adapter-detail"),
    path("adapters/<uuid:pk>/download/", AdapterDownload.as_view(), name="adapter-download"),
    path("examples/<uuid:pk>/", ExampleDetail.as_view(), name="example-detail"),
    path("trainings/<uuid:pk>/", TrainingDetail.as_view(), name="training-detail"),
    path("trainings/<uuid:pk>/curve/", Curve.as_view(), name="curve"),
    path("trainings/<uuid:pk>/cancellation/", Cancellation.as_view(), name="cancellation"),
    path("rollouts/<uuid:pk>/confirmation/", Confirmation.as_view(), name="rollout-confirmation"),
    path("rollouts/<uuid:pk>/rollback/", Rollback.as_view(), name="rollout-rollback"),
    path("report-cards/<uuid:pk>/", ReportCardDetail.as_view(), name="report-card-detail"),
    path("exams/<uuid:pk>/", ExamRunDetail.as_view(), name="exam-run-detail"),
    path("models/", FoundationModelList.as_view(), name="foundation-model-list"),
    path("models/installations/", InstallationList.as_view(), name="installation-list"),
]
