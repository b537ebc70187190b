"""The widget's built files, for scripts on any website, and the chat as a page of its own."""

import hashlib
import re
import secrets
from functools import lru_cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from assistants.models import Assistant
from chat import builds
from tenants.models import SiteKey
from tenants.models.keys import normal_origin

TYPES = {".js": "text/javascript", ".css": "text/css", ".map": "application/json", ".svg": "image/svg+xml"}
NAME = re.compile(r"[a-z0-9][a-z0-9_.-]*\Z")
# What may stand in a header's list of origins.
PLAIN = re.compile(r"https?://[a-z0-9.:\[\]-]+\Z")


@csrf_exempt
@require_safe
def asset(request: HttpRequest, build: str, name: str) -> HttpResponse:
    """A built file. Websites load it as a script or a module, hence readable everywhere."""
    folder = builds.folder(build)
    if folder is None or not NAME.match(name) or not (path := folder / name).is_file() or path.suffix not in TYPES:
        raise Http404(f"The widget has no file {name} in the build {build}.")
    content, tag = _content(path, path.stat().st_mtime_ns)
    known = tag in request.headers.get("If-None-Match", "")
    response = HttpResponseNotModified() if known else HttpResponse(content, f"{TYPES[path.suffix]}; charset=utf-8")
    response["ETag"] = tag
    newest = build == builds.NEWEST
    response["Cache-Control"] = "public, max-age=300" if newest else "public, max-age=31536000, immutable"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@xframe_options_exempt
def hosted(request: HttpRequest, site_key: str) -> HttpResponse:
    """The chat filling a page of the platform: to link to, or to frame on a website that the key allows."""
    assistant = Assistant.across_tenants.select_related("tenant", "site_key").filter(site_key__key=site_key).first()
    if assistant is None:
        return render(request, "chat/unknown.html", status=404)
    nonce = secrets.token_urlsafe(16)
    context = {"assistant": assistant, "site_key": site_key, "nonce": nonce, "language": _language(request)}
    response = render(request, "chat/hosted.html", context)
    response["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'self'; style-src 'nonce-{nonce}'; connect-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'; "
        f"frame-ancestors {_framers(assistant.site_key)}"
    )
    response["Vary"] = "Accept-Language"
    return response


def _framers(site_key: SiteKey) -> str:
    """Who may frame the chat: the websites on which the widget may run."""
    origins = [normal_origin(origin) for origin in site_key.origins]
    return " ".join(["'self'", *(origin for origin in origins if PLAIN.match(origin))])


def _language(request: HttpRequest) -> str:
    """The first language the visitor's browser prefers that the chat has texts in; otherwise English."""
    preferred = (tag.split(";")[0].strip()[:2].lower() for tag in request.headers.get("Accept-Language", "").split(","))
    known = (tag for tag in preferred if tag == "en" or (tag.isalpha() and (builds.DIST / f"chat-{tag}.js").is_file()))
    return next(known, "en")


@lru_cache(maxsize=32)
def _content(path: Path, modified_ns: int) -> tuple[bytes, str]:
    """The file and its entity tag, read again when the file has changed."""
    content = path.read_bytes()
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'
