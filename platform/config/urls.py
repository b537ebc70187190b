"""Every address, in one place."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from config.health import healthz, readyz
from config.metrics import metrics

urlpatterns = [
    path("", include("dashboard.urls")),
    path("", include("chat.urls_site")),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("knowledge.urls")),
    path("api/v1/", include("assistants.urls")),
    path("api/v1/", include("assistants.intents.urls")),
    path("api/v1/", include("chat.urls_api")),
    path("api/widget/v1/", include("chat.urls")),
    path("v1/", include("chat.openai.urls")),
    path("api/schema", SpectacularAPIView.as_view(), name="schema"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
]
