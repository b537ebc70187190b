"""How each version does among visitors: by day, beside its exam, and beside the version before it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models.functions import TruncDate

from assistants import skill
from assistants.models import Adapter, Assistant, ReportCard
from chat.models import Conversation
from insights.measures import REFUSED, Finding, Share, findings
from insights.selection import answers, since
from insights.tally import COUNTS, Tally


@dataclass
class Version:
    """What answered under one name: `days` in order, and what was found out about it."""

    name: str
    label: str
    days: dict[date, Tally] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def total(self) -> Tally:
        """Of all its days."""
        return sum(self.days.values(), Tally())

    @property
    def worse(self) -> bool:
        """True when something about it is clearly worse than expected."""
        return any(one.verdict == "worse" for one in self.findings)


def versions(assistant: Assistant, days: int) -> list[Version]:
    """Those that answered visitors in the last `days` days, the latest first, in the tenant's scope."""
    adapters = {adapter.name: adapter for adapter in assistant.adapters.order_by("version")}
    found: dict[str, Version] = {}
    for name, day, tally in _counted(assistant, days):
        version = found.setdefault(name, Version(name, _label(assistant, name, adapters)))
        version.days[day] = tally
    ordered = sorted(found.values(), key=lambda version: min(version.days))
    for place, version in enumerate(ordered):
        before = ordered[place - 1] if place else None
        version.findings = [*_beside_exam(version, adapters.get(version.name)), *_beside(version, before)]
    return ordered[::-1]


def _counted(assistant: Assistant, days: int) -> list[tuple[str, date, Tally]]:
    seen = answers(assistant).filter(created_at__gte=since(days), conversation__channel=Conversation.Channel.WIDGET)
    by_day = seen.order_by().values("adapter", day=TruncDate("created_at")).annotate(**COUNTS)
    rows: list[dict[str, Any]] = [dict(row) for row in by_day.order_by("day", "adapter")]
    return [(row.pop("adapter"), row.pop("day"), Tally(**row)) for row in rows]


def _label(assistant: Assistant, name: str, adapters: dict[str, Adapter]) -> str:
    if name in adapters:
        return str(adapters[name])
    if not name:
        return "The base model"
    return "The shared reading skill" if name == skill.published(assistant.base) else "An earlier version"


def _beside_exam(version: Version, adapter: Adapter | None) -> list[Finding]:
    """How often it turns questions away: what the exam, with its own mix of questions, made one expect."""
    card = ReportCard.objects.filter(adapter=adapter).first() if adapter else None
    given = (
        [row["answers"]["candidate"]["refused"] for row in card.rows if "candidate" in row["answers"]] if card else []
    )
    if not given:
        return []
    return [Finding(REFUSED, REFUSED.of(version.total), Share(sum(given), len(given)), "its exam")]


def _beside(version: Version, before: Version | None) -> list[Finding]:
    if before is None:
        return []
    label = before.label[:1].lower() + before.label[1:]
    return findings(version.total, before.total, label)
