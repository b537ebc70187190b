"""The widget's API, under /api/widget/v1/."""

from django.urls import path

from chat import views
from chat.attachments import views as files
from chat.handoff import views as people

app_name = "widget"
urlpatterns = [
    path("sessions", views.sessions, name="sessions"),
    path("messages", views.messages, name="messages"),
    path("messages/<uuid:message_id>/stream", views.stream, name="stream"),
    path("messages/<uuid:message_id>/cancel", views.cancel, name="cancel"),
    path("messages/<uuid:message_id>/feedback", views.feedback, name="feedback"),
    path("conversation", views.conversation, name="conversation"),
    path("files", files.send, name="files"),
    path("files/<uuid:attachment_id>", files.fetch, name="file"),
    path("handoff", people.handoff, name="handoff"),
    path("handoff/cancel", people.cancel, name="handoff-cancel"),
    path("typing", people.typing, name="typing"),
    path("events", people.events, name="events"),
    path("leads", people.leave, name="leads"),
]
