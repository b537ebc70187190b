"""The door of every page: who may see which assistant, and in whose scope the page is made."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from assistants.models import Assistant
from tenants.scope import tenant_scope

P = ParamSpec("P")


class PageRequest(HttpRequest):
    """A request behind the door: somebody is signed in."""

    user: User


Page = Callable[Concatenate[PageRequest, Assistant, P], HttpResponse]


def assistants_of(user: User | AnonymousUser) -> QuerySet[Assistant]:
    """The assistants of every business that the person belongs to."""
    theirs = Assistant.across_tenants.filter(tenant__memberships__user_id=user.pk or 0)
    return theirs.select_related("tenant", "site_key", "live_adapter")


def for_assistant(page: Page[P]) -> Callable[..., HttpResponse]:
    """Gives `page` the assistant that the address names, inside its tenant's scope.

    Somebody who is not signed in goes to the sign-in page; an outsider gets the 404 of an id that never was.
    """

    @login_required
    @wraps(page)
    def door(request: Any, assistant_id: UUID, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        assistant = get_object_or_404(assistants_of(request.user), pk=assistant_id)
        with tenant_scope(assistant.tenant):
            return page(request, assistant, *args, **kwargs)

    return door
