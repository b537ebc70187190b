"""The people who run the bots of a business."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from assistants.models import Assistant
from dashboard.access import PageRequest, for_assistant
from dashboard.frame import show
from dashboard.invitations import DAYS, Invitation, remove
from dashboard.problems import on_page
from tenants.errors import UserError


@for_assistant
def members(request: PageRequest, assistant: Assistant) -> HttpResponse:
    """Who belongs to the business; a POST writes an invitation to hand on."""
    people = assistant.tenant.memberships.select_related("user").order_by("created_at")
    link = ""
    if request.method == "POST":
        token = Invitation.write(assistant.tenant, request.user)
        link = request.build_absolute_uri(reverse("join", args=[token]))
    context = {"people": people, "link": link, "days": DAYS, "tab": "members"}
    return show(request, assistant, "settings", "settings/members.html", context)


@require_POST
@for_assistant
def remove_member(request: PageRequest, assistant: Assistant, membership_id: int) -> HttpResponse:
    """Ends somebody's membership, or one's own."""
    membership = get_object_or_404(assistant.tenant.memberships.select_related("user"), pk=membership_id)
    with on_page(request, f"{membership.user.email} no longer belongs to {assistant.tenant.name}."):
        remove(membership, request.user)
    if membership.user_id == request.user.pk:
        return redirect("home")
    return redirect("members", assistant.pk)


@login_required
def join(request: PageRequest, token: str) -> HttpResponse:
    """Asks whether to join, and joins."""
    try:
        invitation = Invitation.read(token)
    except UserError as error:
        return render(request, "dashboard/join.html", {"error": error}, status=410)
    if request.method == "POST":
        invitation.accept(request.user)
        return redirect("overview", Assistant.across_tenants.filter(tenant=invitation.tenant).earliest("created_at").pk)
    return render(request, "dashboard/join.html", {"tenant": invitation.tenant})
