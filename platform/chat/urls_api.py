"""The management API's part of this app, under /api/v1/."""

from rest_framework.routers import SimpleRouter

from chat.api import ConversationViewSet

router = SimpleRouter()
router.register("conversations", ConversationViewSet, basename="conversation")
urlpatterns = router.urls
