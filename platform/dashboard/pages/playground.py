"""A chat with any version of the bot, through the widget and the doors that visitors use."""

from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from assistants.answers import LIVE
from assistants.answers.compose import Live
from assistants.models import Adapter, Assistant
from chat import callers, tokens
from chat.session import DISCLOSURE, authorise
from chat.workflows import open_playground, own_transcript
from dashboard.access import PageRequest, for_assistant
from dashboard.frame import show
from knowledge.models import Passage


@for_assistant
def playground(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """The chat; `?version=` is "live", "base" or an adapter's id."""
    version = request.GET.get("version", tokens.LIVE)
    context = {
        "version": version,
        "chosen": _chosen(assistant, version),
        "versions": assistant.adapters.order_by("-version"),
        "knows": Passage.objects.exists(),
    }
    return show(request, assistant, "playground", "playground/page.html", context)


@require_POST
@for_assistant
def playground_session(request: PageRequest, assistant: Assistant, version: str) -> JsonResponse:
    """What the widget needs to begin, as `POST /api/widget/v1/sessions` gives it to a website."""
    token = open_playground(assistant, request.user, _chosen(assistant, version))
    return JsonResponse(
        {
            "token": token,
            "expires_in": tokens.SESSION_SECONDS,
            "visitor": "",
            "assistant": {
                "name": assistant.name,
                "greeting": assistant.greeting,
                "suggestions": assistant.suggestions[:4],
                "color": assistant.colour,
                "disclosure": DISCLOSURE,
                "privacy_url": assistant.privacy_url or None,
            },
            "conversation": own_transcript(authorise(token, callers.of_request(request))),
        }
    )


def _chosen(assistant: Assistant, version: str) -> Adapter | Live | None:
    if version == tokens.LIVE:
        return LIVE
    if version == tokens.BASE:
        return None
    try:
        wanted = UUID(version)
    except ValueError:
        raise Http404("No such version.") from None
    return get_object_or_404(assistant.adapters.all(), pk=wanted)
