"""Addresses of the management API, below /api/v1/."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from knowledge.api.questions import QuestionViewSet
from knowledge.api.search import SearchView
from knowledge.api.sources import SourceViewSet

app_name = "knowledge"

router = SimpleRouter()
router.register("sources", SourceViewSet, "source")
router.register("questions", QuestionViewSet, "question")

urlpatterns = [
    *router.urls,
    path("search/", SearchView.as_view(), name="search"),
]
