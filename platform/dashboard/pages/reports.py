"""The report card: what the exam found, in words, in figures, and question by question; and showing it to others."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from assistants.exam.share import link_token
from assistants.models import Assistant, ReportCard
from assistants.workflows.sharing import share, unshare
from dashboard.access import PageRequest, for_assistant
from dashboard.chance import chance
from dashboard.frame import show
from dashboard.marks import OF_A_REPORT, measures, named, rows_of, tabs
from dashboard.problems import on_page
from tenants.models import Membership


@for_assistant
def report(request: PageRequest, assistant: Assistant, report_id: UUID) -> HttpResponse:
    """The verdict first, then how it came about; `?show=` picks one of the tabs."""
    card = card_of(assistant, report_id)
    owners = assistant.tenant.memberships.filter(role=Membership.Role.OWNER)
    context = figures(card) | tabs(OF_A_REPORT, rows_of(card.rows), request.GET.get("show", ""))
    context |= {"link": _link(request, card), "is_owner": owners.filter(user=request.user).exists()}
    return show(request, assistant, "training", "report/page.html", context)


@require_POST
@for_assistant
def share_report(request: PageRequest, assistant: Assistant, report_id: UUID) -> HttpResponse:
    """Makes the link."""
    card = card_of(assistant, report_id)
    with on_page(request, "Whoever has the link can read this report card now."):
        share(card, request.user)
    return redirect(f"{reverse('report', args=[assistant.pk, card.pk])}#share")


@require_POST
@for_assistant
def unshare_report(request: PageRequest, assistant: Assistant, report_id: UUID) -> HttpResponse:
    """Ends the link."""
    card = card_of(assistant, report_id)
    with on_page(request, "The link has ended. If you share again, it will be another one."):
        unshare(card, request.user)
    return redirect(f"{reverse('report', args=[assistant.pk, card.pk])}#share")


def card_of(assistant: Assistant, report_id: UUID) -> ReportCard:
    """One of the assistant's report cards, or 404."""
    cards = ReportCard.objects.filter(adapter__assistant=assistant).select_related("adapter", "training")
    return get_object_or_404(cards, pk=report_id)


def figures(card: ReportCard) -> dict[str, Any]:
    """What the signed-in page and the public one both show above the questions."""
    kinds = {row["kind"] for row in card.rows}
    arms = [(label, measures(found, kinds), found) for label, found in named(card.arms)]
    return {"card": card, "arms": arms, "chance": chance(card.comparison, card.rows)}


def _link(request: PageRequest, card: ReportCard) -> str:
    token = link_token(card)
    return request.build_absolute_uri(reverse("shared-report", args=[card.pk, token])) if token else ""
