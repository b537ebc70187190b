"""Rows as code of an earlier release writes them: whatever it has to say, and nothing that it does not know."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User
from django.db.migrations.state import StateApps
from django.db.models import Field, Model
from django.utils import timezone

from tests.upgrade.states import own_models

Given = Mapping[str, Mapping[str, Any]]
# 384 numbers of two bytes: the only bytes that rows hold are vectors.
VECTOR = b"\x00\x2a" * 384
VALUES: dict[str, Callable[[], Any]] = {
    "BinaryField": lambda: VECTOR,
    "BooleanField": lambda: False,
    "DateTimeField": timezone.now,
    "FloatField": lambda: 0.5,
    "JSONField": dict,
    "PositiveIntegerField": lambda: 1,
    "PositiveSmallIntegerField": lambda: 1,
    "UUIDField": uuid4,
}


def business(past: StateApps, count: int = 1, given: Given | None = None) -> Model:
    """A new tenant with `count` rows of each model.

    `given`: values for the fields of models, by the model's name in small letters; what may be left out is otherwise
    left out.
    """
    tenant = past.get_model("tenants", "Tenant")
    owner = tenant._default_manager.create(name=_text(120))
    for _ in range(count):
        # People are no migration's of ours.
        made: dict[Any, Model] = {tenant: owner, past.get_model("auth", "User"): _person(past)}
        for model in own_models(past):
            if model is not tenant:
                values = _values(model, made) | dict((given or {}).get(model._meta.model_name, {}))
                made[model] = model._default_manager.create(**values)
    return owner


def _person(past: StateApps) -> Model:
    name = _text(30)
    return past.get_model("auth", "User")._default_manager.create(
        username=name, email=f"{name}@example.com", password=User().password
    )


def _values(model: type[Model], made: Mapping[Any, Model]) -> dict[str, Any]:
    return {field.name: _value(field, made) for field in model._meta.concrete_fields if not _may_be_left_out(field)}


def _may_be_left_out(field: Field) -> bool:
    automatic = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    empty = field.blank and field.empty_strings_allowed
    return field.null or field.has_default() or automatic or empty or (field.primary_key and field.blank)


def _value(field: Field, made: Mapping[Any, Model]) -> Any:
    if field.is_relation:
        return made[field.related_model]
    if field.choices:
        return field.choices[0][0]
    if field.empty_strings_allowed and field.get_internal_type() not in VALUES:
        return _text(field.max_length or 200)
    return VALUES[field.get_internal_type()]()


def _text(most: int) -> str:
    """Another one each time."""
    return uuid4().hex[:most]
