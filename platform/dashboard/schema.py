"""The management API's OpenAPI schema."""

from typing import Any

from drf_spectacular.generators import SchemaGenerator


def openapi() -> dict[str, Any]:
    """All calls that an API key may make, as `/api/schema` gives them."""
    generator: Any = SchemaGenerator
    schema: dict[str, Any] = generator().get_schema(request=None, public=True)
    return schema
