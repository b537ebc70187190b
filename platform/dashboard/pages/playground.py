"""A chat with any version of the bot, through the widget and the doors that visitors use."""

from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from assistants.answers import LIVE
from assistants.answers.compose import Live
from assistants.models import Adapter, Assistant
from chat import tokens
from chat.models import Conversation
from chat.session import Session, welcome
from chat.workflows import open_playground
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
    said = welcome(_session(request, assistant, version))
    # A member's name in the playground is none for the website's chat: the widget shall keep nothing.
    return JsonResponse({**said, "visitor": ""})


@require_POST
@for_assistant
def start_over(request: PageRequest, assistant: Assistant, version: str) -> HttpResponse:
    """A new conversation with this version; what was said stays under Conversations."""
    session = _session(request, assistant, version)
    current = session.conversation()
    if current and current.messages.exists():
        channel = session.claims.channel
        Conversation.objects.create(assistant=assistant, visitor_id=session.visitor, channel=channel)
    return redirect(f"{reverse('playground', args=[assistant.pk])}?version={version}")


def _session(request: PageRequest, assistant: Assistant, version: str) -> Session:
    """The member's session with a version; the page's door has checked already who is asking."""
    chosen = _chosen(assistant, version)
    return Session(tokens.read_session(open_playground(assistant, request.user, chosen)), assistant, chosen)


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
