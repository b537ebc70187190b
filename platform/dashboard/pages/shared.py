"""A report card for people outside of the business: figures and the exam's questions, and nothing else."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from assistants.exam.share import shared_card
from assistants.models import ReportCard
from dashboard.marks import named
from dashboard.pages.reports import figures

# `no-store`: a link that has ended shows nothing more, not even from a cache. The address is a secret: no referrer.
HEADERS = {"X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


@require_safe
def shared_report(request: HttpRequest, report_id: UUID, token: str) -> HttpResponse:
    """The card that the link opens. It is read outside a tenant's scope, so no other row of the business can be."""
    card = shared_card(report_id, token)
    if card is None:
        raise Http404("No such report card.")
    context = figures(card) | {"assistant": card.adapter.assistant, "marks": _marks(card)}
    return TemplateResponse(request, "dashboard/report/shared.html", context, headers=HEADERS)


def _marks(card: ReportCard) -> list[dict[str, Any]]:
    """Each question with (arm, right or wrong): neither an answer nor a page of the business."""
    return [
        {
            "question": row["question"],
            "turn_away": row["kind"] != "answer",
            "arms": [(label, answer["right"]) for label, answer in named(row["answers"])],
        }
        for row in card.rows
    ]
