"""What every call under /v1/ goes through: method, key, limits, the tenant's scope, errors in OpenAI's shape."""

import functools
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from chat.openai import limits
from chat.openai.errors import InvalidRequest, MethodNotAllowed, NotFound, WrongKey, told
from chat.threads import in_thread
from serving.client import EngineError
from tenants.errors import UserError
from tenants.models import ApiKey, Tenant
from tenants.scope import tenant_scope

logger = logging.getLogger(__name__)

View = Callable[..., Coroutine[Any, Any, HttpResponseBase]]
Json = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """A request of a program whose key was found good."""

    request: HttpRequest
    key: ApiKey

    @property
    def tenant(self) -> Tenant:
        """The business that the key belongs to: nothing in the request can name another."""
        return self.key.tenant

    def json(self) -> Json:
        """The body as a JSON object."""
        try:
            body = json.loads(self.request.body or b"{}")
        except RequestDataTooBig:
            raise InvalidRequest("The body is too large.", "Send less at once.", code="request_too_large") from None
        except (ValueError, RecursionError):
            raise InvalidRequest("The body is not JSON.", "Send a JSON object.", code="invalid_json") from None
        if not isinstance(body, dict):
            raise InvalidRequest("The body is not a JSON object.", "Send a JSON object.", code="invalid_json")
        return body


Handler = Callable[..., Awaitable[HttpResponseBase]]


def door(**handlers: Handler) -> View:
    """The view of one address: `door(GET=…, POST=…)`. Each handler gets a Call, in the scope of its tenant."""

    @csrf_exempt
    async def view(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        try:
            return await _let_in(handlers, request, kwargs)
        except Exception as error:
            return refusal(error, request.path)

    return view


def blocking(handler: Callable[..., Json | HttpResponseBase]) -> Handler:
    """A handler that works with the database: it runs beside the event loop; a dict becomes JSON."""

    @functools.wraps(handler)
    async def run(call: Call, **kwargs: Any) -> HttpResponseBase:
        given = await in_thread(handler, call, **kwargs)
        return JsonResponse(given) if isinstance(given, dict) else given

    return run


def refusal(error: Exception, where: str) -> JsonResponse:
    """The answer to a call that failed."""
    if not isinstance(error, UserError | EngineError):
        logger.error("A call to %s failed.", where, exc_info=error)
    status, body, headers = told(error)
    return JsonResponse(body, status=status, headers=headers)


async def nowhere(call: Call, **kwargs: Any) -> HttpResponseBase:
    """An address of OpenAI's that is not offered here."""
    raise NotFound(
        f"There is nothing at {call.request.method} {call.request.path}.",
        "docs/openai.md lists what is offered.",
        code="unknown_url",
    )


async def _let_in(handlers: dict[str, Handler], request: HttpRequest, kwargs: dict[str, Any]) -> HttpResponseBase:
    key = await in_thread(_key, request)
    await limits.may_call(key)
    handler = handlers.get(request.method or "") or handlers.get("ANY")
    if handler is None:
        known = " and ".join(handlers)
        raise MethodNotAllowed(f"{request.method} is not possible here.", f"This address takes {known}.")
    with tenant_scope(key.tenant):
        return await handler(Call(request, key), **kwargs)


def _key(request: HttpRequest) -> ApiKey:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise WrongKey("No API key was sent.", "Send `Authorization: Bearer sk_…` with a key made under Settings.")
    key = ApiKey.of_secret(secret.strip())
    if key is None:
        raise WrongKey("This API key is not valid or was revoked.", "Make a new one under Settings.")
    return key
