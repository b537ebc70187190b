"""The widget's built files, for scripts on any website, and the chat as a page of its own."""

import hashlib
import re
import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from assistants.models import Assistant

DIST = Path(settings.ROOT) / "widget" / "dist"
TYPES = {".js": "text/javascript", ".css": "text/css", ".map": "application/json", ".svg": "image/svg+xml"}
NAME = re.compile(r"[a-z0-9][a-z0-9_.-]*\Z")


@csrf_exempt
@require_safe
def asset(request: HttpRequest, name: str) -> HttpResponse:
    """A built file. Websites load it as a script or a module, hence readable everywhere."""
    path = DIST / name
    if not NAME.match(name) or path.suffix not in TYPES or not path.is_file():
        raise Http404(f"The widget has no file {name}.")
    content, tag = _content(path, path.stat().st_mtime_ns)
    known = tag in request.headers.get("If-None-Match", "")
    response = HttpResponseNotModified() if known else HttpResponse(content, f"{TYPES[path.suffix]}; charset=utf-8")
    response["ETag"] = tag
    response["Cache-Control"] = "public, max-age=300"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def hosted(request: HttpRequest, site_key: str) -> HttpResponse:
    """The chat filling a page of the platform: something to link to without a website."""
    assistant = Assistant.across_tenants.select_related("tenant").filter(site_key__key=site_key).first()
    if assistant is None:
        return render(request, "chat/unknown.html", status=404)
    nonce = secrets.token_urlsafe(16)
    context = {"assistant": assistant, "site_key": site_key, "nonce": nonce}
    response = render(request, "chat/hosted.html", context)
    response["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'self'; style-src 'nonce-{nonce}'; connect-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return response


@lru_cache(maxsize=32)
def _content(path: Path, modified_ns: int) -> tuple[bytes, str]:
    """The file and its entity tag, read again when the file has changed."""
    content = path.read_bytes()
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'
