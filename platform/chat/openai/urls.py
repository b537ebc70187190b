"""Addresses under /v1/. As in OpenAI's API none ends with a slash."""

from django.urls import path

from chat.openai import embeddings, files, listing
from chat.openai.completions import views as completions
from chat.openai.door import blocking, door, nowhere
from chat.openai.fine_tuning import views as jobs

app_name = "openai"
urlpatterns = [
    path("models", door(GET=blocking(listing.listed)), name="models"),
    path("models/<str:model>", door(GET=blocking(listing.retrieved)), name="model"),
    path("chat/completions", door(POST=completions.created), name="chat-completions"),
    path("embeddings", door(POST=embeddings.created), name="embeddings"),
    path("files", door(GET=blocking(files.listed), POST=blocking(files.uploaded)), name="files"),
    path("files/<str:file>", door(GET=blocking(files.retrieved), DELETE=blocking(files.deleted)), name="file"),
    path("files/<str:file>/content", door(GET=blocking(files.content)), name="file-content"),
    path("fine_tuning/jobs", door(GET=blocking(jobs.listed), POST=blocking(jobs.created)), name="jobs"),
    path("fine_tuning/jobs/<str:job>", door(GET=blocking(jobs.retrieved)), name="job"),
    path("fine_tuning/jobs/<str:job>/cancel", door(POST=blocking(jobs.cancelled)), name="job-cancel"),
    path("fine_tuning/jobs/<str:job>/events", door(GET=blocking(jobs.listed_events)), name="job-events"),
    path("fine_tuning/jobs/<str:job>/checkpoints", door(GET=blocking(jobs.listed_checkpoints)), name="job-checkpoints"),
    path("<path:rest>", door(ANY=nowhere), name="nowhere"),
]
