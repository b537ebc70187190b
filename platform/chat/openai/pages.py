"""Lists in OpenAI's shape: `limit` rows after the one named by `after`."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db.models import Q, QuerySet
from django.http import QueryDict

from chat.openai import names
from chat.openai.door import Json
from chat.openai.errors import InvalidRequest
from chat.openai.models import File, FineTuning

Row = TypeVar("Row", File, FineTuning)


def page(
    rows: QuerySet[Row], query: QueryDict, kind: str, show: Callable[[Row], Json], default: int, most: int
) -> Json:
    """The rows asked for, newest first unless `order=asc`; `kind` is the prefix of their ids."""
    limit, rising = _limit(query, default, most), query.get("order") == "asc"
    if after := query.get("after"):
        rows = _beyond(rows, after, kind, rising)
    order = ("created_at", "pk") if rising else ("-created_at", "-pk")
    found = list(rows.order_by(*order)[: limit + 1])
    return listed([show(row) for row in found[:limit]], more=len(found) > limit)


def cut(shown: Sequence[Json], query: QueryDict, default: int, most: int) -> Json:
    """The same for a list that is in memory."""
    limit, start = _limit(query, default, most), 0
    if after := query.get("after"):
        start = next((place for place, row in enumerate(shown, 1) if row["id"] == after), -1)
        if start < 0:
            raise _unknown(after)
    return listed(shown[start : start + limit], more=len(shown) > start + limit)


def listed(shown: Sequence[Json], *, more: bool = False) -> Json:
    """OpenAI's list object."""
    ends = {"first_id": shown[0]["id"], "last_id": shown[-1]["id"]} if shown else {"first_id": None, "last_id": None}
    return {"object": "list", "data": list(shown), "has_more": more, **ends}


def _beyond(rows: QuerySet[Row], after: str, kind: str, rising: bool) -> QuerySet[Row]:
    last = rows.filter(pk=names.private(kind, after)).values_list("created_at", "pk").first()
    if last is None:
        raise _unknown(after)
    beyond = "gt" if rising else "lt"
    at, pk = last
    same: dict[str, Any] = {"created_at": at, f"pk__{beyond}": pk}
    return rows.filter(Q(**{f"created_at__{beyond}": at}) | Q(**same))


def _limit(query: QueryDict, default: int, most: int) -> int:
    given = query.get("limit", str(default))
    if not given.isascii() or not given.isdigit() or not 1 <= int(given[:9]) <= most:
        raise InvalidRequest(f"`limit` cannot be {given[:20]!r}.", f"Send 1 to {most}.", param="limit")
    return int(given)


def _unknown(after: str) -> InvalidRequest:
    return InvalidRequest(f"There is no {after[:60]!r} in this list.", "Send an id of it.", param="after")
