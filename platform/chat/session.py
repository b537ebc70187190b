"""Who is calling, for whom: sessions are opened here, and every later call is checked again here."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from assistants.answers import LIVE
from assistants.answers.compose import Live
from assistants.models import Adapter, Assistant
from assistants.phrases import phrase
from assistants.rollout import version_for
from chat import tokens
from chat.callers import Caller
from chat.errors import BotOff, NotSignedIn, OriginRefused, Unknown
from chat.handoff.offers import offers
from chat.identity import statement
from chat.languages import listed
from chat.models import Conversation
from chat.tokens import Claims
from chat.transcript import transcript
from tenants.models import Membership, SiteKey, Tenant, only
from tenants.scope import tenant_scope

DISCLOSURE = "You are chatting with an AI assistant. It can be wrong: please check what matters."
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Session:
    """A visitor talking to an assistant. Everything else is reached through it, never by a bare id."""

    claims: Claims
    assistant: Assistant
    adapter: Adapter | Live | None = LIVE

    @property
    def tenant(self) -> Tenant:
        """The business: what is done for this session is done in its scope."""
        return self.assistant.tenant

    @property
    def visitor(self) -> UUID:
        """The id of the visitor, whose row is made with the first message."""
        return self.claims.visitor

    def conversation(self, *, locked: bool = False) -> Conversation | None:
        """The visitor's newest thread with this assistant, in the tenant's scope; `locked` to the transaction's end."""
        threads = Conversation.objects.select_for_update() if locked else Conversation.objects
        return threads.filter(visitor=self.visitor, assistant=self.assistant, channel=self.claims.channel).first()


def open_session(
    site_key: str, visitor_name: object, caller: Caller, identity: object = None, languages: str = ""
) -> dict[str, Any]:
    """What a widget needs to begin, token included.

    `visitor_name` is what an earlier session called the visitor, `identity` what the business's server says of it,
    `languages` the visitor's, as `chat.languages` writes them.
    """
    assistant = _assistant(site_key)
    _check_place(assistant, caller)
    with tenant_scope(assistant.tenant):
        _note(assistant.site_key, caller)
        claims = replace(_claims(assistant, visitor_name, caller, identity), languages=languages)
        return welcome(Session(claims, assistant))


def welcome(session: Session) -> dict[str, Any]:
    """What a session's page is told, in the tenant's scope: token, visitor, assistant, conversation so far."""
    conversation = session.conversation()
    return {
        "token": session.claims.sign(),
        "expires_in": tokens.SESSION_SECONDS,
        "visitor": tokens.visitor_name(session.visitor, session.claims.site_key, identified=session.claims.identified),
        "assistant": _introduced(session.assistant, listed(session.claims.languages)),
        "conversation": transcript(conversation) if conversation else None,
    }


def authorise(token: str, caller: Caller) -> Session:
    """The session of a token, if it was made for this page and everything it rests on still stands."""
    claims = tokens.read_session(token)
    if claims.origin != caller.origin:
        raise OriginRefused(caller.origin)
    assistant = _assistant(claims.site_key)
    _check_place(assistant, caller)
    with tenant_scope(assistant.tenant):
        if claims.user is not None and not _is_member(claims.user, assistant.tenant):
            raise NotSignedIn("You are no longer a member of this business.", "Ask its owner to invite you again.")
        return Session(claims, assistant, _adapter(assistant, claims))


def _claims(assistant: Assistant, visitor_name: object, caller: Caller, identity: object) -> Claims:
    site_key, channel = assistant.site_key.key, Conversation.Channel.WIDGET
    if identity is None:
        return Claims(site_key, tokens.returning_visitor(visitor_name, site_key), caller.origin, channel)
    person = statement.read(identity, assistant, visitor_name)
    person.remember(assistant)
    return Claims(site_key, person.visitor, caller.origin, channel, identified=True)


def _assistant(site_key: str) -> Assistant:
    found = Assistant.across_tenants.select_related("tenant", "site_key", "live_adapter")
    if assistant := only(found.filter(site_key__key=site_key)):
        return assistant
    raise Unknown("There is no chat with this site key.", "Copy the snippet again from the assistant's Install page.")


def _check_place(assistant: Assistant, caller: Caller) -> None:
    if not caller.is_own and not (caller.origin and assistant.site_key.allows(caller.origin)):
        raise OriginRefused(caller.origin)
    if not assistant.active:
        raise BotOff


def _is_member(user: int, tenant: Tenant) -> bool:
    return Membership.objects.filter(tenant=tenant, user=user, user__is_active=True).exists()


def _adapter(assistant: Assistant, claims: Claims) -> Adapter | Live | None:
    if claims.channel == Conversation.Channel.WIDGET:
        return version_for(assistant, claims.visitor)
    if claims.adapter == tokens.LIVE:
        return LIVE
    if claims.adapter == tokens.BASE:
        return None
    if adapter := only(Adapter.objects.filter(pk=UUID(claims.adapter), assistant=assistant)):
        return adapter
    raise Unknown("The version on trial is no longer there.", "Choose another version in the playground.")


def _note(site_key: SiteKey, caller: Caller) -> None:
    fresh = site_key.seen_at and site_key.seen_at > timezone.now() - SEEN_EVERY
    if not caller.is_own and not (fresh and site_key.seen_on == caller.origin):
        site_key.saw(caller.origin)


def _introduced(assistant: Assistant, languages: list[str]) -> dict[str, Any]:
    return {
        "name": assistant.name,
        "greeting": assistant.greeting,
        "suggestions": assistant.suggestions[:4],
        "color": assistant.colour,
        "disclosure": phrase(DISCLOSURE, languages),
        "privacy_url": assistant.privacy_url or None,
        **offers(assistant),
    }
