"""Addresses under /v1/. As in OpenAI's API none ends with a slash."""

from django.urls import path

from chat.openai import embeddings, listing
from chat.openai.completions import views as completions
from chat.openai.door import blocking, door, nowhere

app_name = "openai"
urlpatterns = [
    path("models", door(GET=blocking(listing.listed)), name="models"),
    path("models/<str:model>", door(GET=blocking(listing.retrieved)), name="model"),
    path("chat/completions", door(POST=completions.created), name="chat-completions"),
    path("embeddings", door(POST=blocking(embeddings.created)), name="embeddings"),
    path("<path:rest>", door(ANY=nowhere), name="nowhere"),
]
