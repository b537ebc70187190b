"""What was said: the list of conversations, and one of them with its sources."""

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from assistants.models import Adapter, Assistant
from chat.models import Conversation, Message
from dashboard.access import PageRequest, for_assistant
from dashboard.frame import show

FILTERS = {
    "all": ("All", Q()),
    "website": ("Website", Q(channel=Conversation.Channel.WIDGET)),
    "unanswered": ("Not answered", Q(messages__refused=True)),
    "unhelpful": ("Not helpful", Q(messages__rating=Message.Rating.DOWN)),
}
PER_PAGE = 25


@for_assistant
def conversations(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """The newest first; `?show=` picks one of FILTERS."""
    chosen = request.GET.get("show", "all")
    label, wanted = FILTERS.get(chosen, FILTERS["all"])
    rows = Paginator(_with_summary(assistant.conversations.filter(wanted).distinct()), PER_PAGE)
    context = {
        "rows": rows.get_page(request.GET.get("page")),
        "filters": [(name, words, name == chosen) for name, (words, _) in FILTERS.items()],
        "chosen": chosen,
        "label": label,
    }
    return show(request, assistant, "conversations", "conversations/list.html", context)


def _with_summary(rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    first = Message.objects.filter(conversation=OuterRef("pk"), role=Message.Role.VISITOR).order_by("created_at")
    answers = Message.objects.filter(conversation=OuterRef("pk"), role=Message.Role.ASSISTANT).order_by()
    total = answers.values("conversation").annotate(n=Count("pk")).values("n")
    refused = answers.filter(refused=True).values("conversation").annotate(n=Count("pk")).values("n")
    rated = answers.exclude(rating="").order_by("-created_at").values("rating")
    return rows.annotate(
        question=Subquery(first.values("text")[:1]),
        answers=Subquery(total),
        refusals=Subquery(refused),
        rating=Subquery(rated[:1]),
    )


@for_assistant
def conversation(request: PageRequest, assistant: Assistant, conversation_id: UUID) -> HttpResponse:
    """The transcript: every answer with its sources, its version, its rating, and a way to correct it."""
    row = get_object_or_404(assistant.conversations.all(), pk=conversation_id)
    context = {"conversation": row, "turns": turns(assistant, row)}
    return show(request, assistant, "conversations", "conversations/one.html", context)


def turns(assistant: Assistant, row: Conversation) -> list[dict[str, object]]:
    """The messages in order, each with the name of the version that wrote it."""
    versions = dict(Adapter.objects.filter(assistant=assistant).values_list("name", "version"))
    return [
        {"message": message, "version": f"Version {versions[message.adapter]}" if message.adapter in versions else ""}
        for message in row.messages.select_related("agent", "attachment").order_by("created_at")
    ]
