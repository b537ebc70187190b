"""Who sits at an inbox: asked again at every look, because a socket outlives sign-outs and memberships."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import User
from django.http import HttpRequest

from assistants.models import Assistant
from chat.callers import of_socket
from chat.errors import NotSignedIn, OriginRefused, Unknown
from chat.handoff.availability import agent_of
from chat.models import Agent
from tenants.scope import tenant_scope


@dataclass(frozen=True)
class Seat:
    """A member of the business at the inbox of one of its assistants."""

    assistant: Assistant
    agent: Agent


def seat(scope: Mapping[str, Any], assistant: UUID) -> Seat:
    """The seat of a socket (ASGI scope with `cookies`). Raises OriginRefused, NotSignedIn, Unknown."""
    caller = of_socket(scope)
    if not caller.is_own:
        raise OriginRefused(caller.origin)
    user = _user(scope["cookies"].get(settings.SESSION_COOKIE_NAME))
    theirs = Assistant.across_tenants.filter(pk=assistant, tenant__memberships__user_id=user.pk)
    if found := theirs.select_related("tenant").first():
        with tenant_scope(found.tenant):
            return Seat(found, agent_of(user))
    raise Unknown("There is no such inbox, or it is not yours any more.", "Ask the owner of the business.")


def _user(session_key: str | None) -> User:
    """As Django's own door finds the person: the session's hash ends with the password, and inactive people are out."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user = get_user(request)
    if isinstance(user, User):
        return user
    raise NotSignedIn("You are not signed in.", "Sign in again.")
