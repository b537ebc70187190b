"""What every widget call goes through: method, origin, token, errors as JSON, and CORS.

A page may read an answer only on an origin that the business allows: that origin is echoed. Preflights and errors hold
nothing of anybody's and are readable everywhere (`*`), so that a widget on the wrong page can say what is wrong.
No cookie is read, so none of this lets a page act for somebody.
"""

import functools
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from chat import callers
from chat.callers import Caller
from chat.errors import BadRequest, ChatError, NotSignedIn, TooMany
from chat.session import Session, authorise
from chat.threads import in_thread
from tenants.errors import UserError

logger = logging.getLogger(__name__)

P = ParamSpec("P")
View = Callable[..., Coroutine[Any, Any, HttpResponseBase]]


def public(method: str) -> Callable[[Callable[[HttpRequest, Caller], Awaitable[HttpResponseBase]]], View]:
    """A view for callers without a token: `view(request, caller)`."""

    def decorate(view: Callable[[HttpRequest, Caller], Awaitable[HttpResponseBase]]) -> View:
        @csrf_exempt
        @functools.wraps(view)
        async def door(request: HttpRequest) -> HttpResponseBase:
            caller = callers.of_request(request)
            return await _answered(request, method, lambda: view(request, caller))

        return door

    return decorate


def signed_in(
    method: str,
) -> Callable[[Callable[Concatenate[HttpRequest, Session, P], Awaitable[HttpResponseBase]]], View]:
    """A view for holders of a session token: `view(request, session, …)`."""

    def decorate(view: Callable[Concatenate[HttpRequest, Session, P], Awaitable[HttpResponseBase]]) -> View:
        @csrf_exempt
        @functools.wraps(view)
        async def door(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            async def answer() -> HttpResponseBase:
                session = await in_thread(authorise, bearer(request), callers.of_request(request))
                return await view(request, session, *args, **kwargs)

            return await _answered(request, method, answer)

        return door

    return decorate


async def _answered(
    request: HttpRequest, method: str, answer: Callable[[], Awaitable[HttpResponseBase]]
) -> HttpResponseBase:
    if request.method == "OPTIONS":
        return _preflight(method)
    try:
        if request.method != method:
            raise BadRequest(f"This address takes {method} only.", code="method_not_allowed", status=405)
        response = await answer()
    except UserError as error:
        return _refusal(error)
    except Exception:
        logger.exception("A widget call to %s failed.", request.path)
        return _refusal(ChatError("Something went wrong.", "Please try again soon.", code="internal", status=500))
    response["Access-Control-Allow-Origin"] = request.headers.get("Origin", "") or callers.OWN
    return _varying(response)


def bearer(request: HttpRequest) -> str:
    """The session token of a call; raises NotSignedIn when there is none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise NotSignedIn("The session token is missing.", "Send `Authorization: Bearer …`.", code="token_missing")
    return token.strip()


def _preflight(method: str) -> HttpResponseBase:
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = method
    response["Access-Control-Allow-Headers"] = "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, X-Altcha"
    response["Access-Control-Max-Age"] = "600"
    return _varying(response)


def _refusal(error: UserError) -> HttpResponseBase:
    body: dict[str, Any] = error.as_json()
    response = JsonResponse(body, status=error.status)
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "Retry-After"
    if isinstance(error, TooMany):
        response["Retry-After"] = str(error.retry_after)
    return _varying(response)


def _varying(response: HttpResponseBase) -> HttpResponseBase:
    response["Vary"] = "Origin"
    response.setdefault("Cache-Control", "no-store")
    return response
