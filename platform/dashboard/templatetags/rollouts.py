"""The cards about what follows a promotion."""

from typing import Any

from django import template
from django.template import RequestContext

from assistants.models import Assistant
from assistants.rollout.choice import running
from assistants.rollout.proposal import propose
from chat.limits import budget
from insights.trial import ENOUGH, trial

register = template.Library()


@register.inclusion_tag("dashboard/rollout/trial.html", takes_context=True)
def version_on_trial(context: RequestContext, assistant: Assistant) -> dict[str, Any]:
    """How the version on trial does, and the buttons that end its trial."""
    rollout = running(assistant)
    return {"assistant": assistant, "rollout": rollout, "trial": trial(rollout) if rollout else None}


@register.inclusion_tag("dashboard/rollout/proposal.html", takes_context=True)
def training_proposal(context: RequestContext, assistant: Assistant) -> dict[str, Any]:
    """Why it may be worth training again, and the button for it."""
    return {"assistant": assistant, "proposal": propose(assistant)}


@register.inclusion_tag("dashboard/rollout/canary.html", takes_context=True)
def canary_choice(context: RequestContext, assistant: Assistant) -> dict[str, Any]:
    """Who tries the next version first."""
    return {"assistant": assistant, "choices": Assistant.Canary.choices, "enough": ENOUGH}


@register.inclusion_tag("dashboard/rollout/budget.html")
def budget_notice(assistant: Assistant) -> dict[str, Any]:
    """That today's answers are used up, when they are."""
    return {"assistant": assistant, "spent": budget.is_spent(assistant), "allowed": budget.allowed(assistant)}
