"""The API's reference, made from its schema."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dashboard.schema import openapi

METHODS = ("get", "post", "put", "patch", "delete")


def reference(request: HttpRequest) -> HttpResponse:
    """Every call, grouped by its first noun."""
    schema = openapi()
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, calls in schema["paths"].items():
        for method in (method for method in METHODS if method in calls):
            noun = path.removeprefix("/api/v1/").split("/")[0].replace("-", " ").capitalize()
            groups.setdefault(noun, []).append(_call(schema, path, method, calls[method]))
    return render(request, "dashboard/reference.html", {"groups": groups})


def _call(schema: dict[str, Any], path: str, method: str, call: dict[str, Any]) -> dict[str, Any]:
    return {
        "path": path,
        "method": method.upper(),
        "text": call.get("description", ""),
        "parameters": [one for one in call.get("parameters", []) if one["in"] == "query"],
        "fields": _fields(schema, call),
    }


def _fields(schema: dict[str, Any], call: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """Name, type and whether it is required, of each field of the body."""
    contents: dict[str, Any] = call.get("requestBody", {}).get("content", {})
    body: dict[str, Any] = next(iter(contents.values()), {"schema": {}})["schema"]
    name = body.get("$ref", "").rpartition("/")[2]
    shape = schema.get("components", {}).get("schemas", {}).get(name, body)
    required = shape.get("required", [])
    fields = shape.get("properties", {})
    return [(name, kind.get("type", "object"), name in required) for name, kind in fields.items()]
