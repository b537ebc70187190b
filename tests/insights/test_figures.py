"""What the dashboard shows of a business's conversations."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from assistants.models import Assistant
from chat.models import Conversation, Message
from insights.quality import latency, satisfaction, unanswered
from insights.selection import since
from insights.usage import Day, usage
from tenants.models import Tenant
from tenants.scope import tenant_scope

pytestmark = pytest.mark.django_db

Answered = Callable[..., Message]


@pytest.fixture
def answered() -> Answered:
    """Stores a question with its answer in the scope's tenant; `ago` in days."""

    def answer(question: str = "Why?", *, channel: str = "widget", ago: int = 0, **fields: Any) -> Message:
        conversation = Conversation.objects.create(assistant=Assistant.objects.get(), channel=channel)
        asked = Message.objects.create(conversation=conversation, role=Message.Role.VISITOR, text=question)
        row = Message.objects.create(
            conversation=conversation, role=Message.Role.ASSISTANT, text="So.", reply_to=asked, **fields
        )
        Message.objects.filter(pk__in=[asked.pk, row.pk]).update(created_at=timezone.now() - timedelta(days=ago))
        return row

    return answer


def test_usage_counts_every_day_quiet_ones_too(in_shop: Tenant, answered: Answered) -> None:
    answered(prompt_tokens=10, completion_tokens=5)
    answered(refused=True, completion_tokens=1)
    answered(ago=2, state=Message.State.FAILED)
    answered(ago=3)
    first = since(3).date()
    assert usage(3) == [
        Day(first, conversations=1, messages=1, answers=0),
        Day(first + timedelta(days=1)),
        Day(first + timedelta(days=2), conversations=2, messages=2, answers=2, refused=1, tokens=16),
    ]


def test_the_playground_and_other_businesses_do_not_count(
    in_shop: Tenant, other_shop: Tenant, answered: Answered
) -> None:
    answered(channel="playground", refused=True, rating="up", first_token_ms=1)
    with tenant_scope(other_shop):
        answered(refused=True, rating="up", first_token_ms=1)
    assert usage(1) == [Day(since(1).date())]
    assert unanswered(5) == []
    assert satisfaction(1).share is None
    assert latency(1).p50 is None


def test_unanswered_are_the_refused_and_the_disliked_newest_first(in_shop: Tenant, answered: Answered) -> None:
    answered("Old?", refused=True, ago=2)
    disliked = answered("Bad?", rating="down")
    answered("Good?", rating="up")
    found = unanswered(5)
    assert [item.question for item in found] == ["Bad?", "Old?"]
    assert found[0].answer == disliked
    assert len(unanswered(1)) == 1


def test_figures_can_be_of_one_assistant(in_shop: Tenant, answered: Answered) -> None:
    row = answered(rating="up", first_token_ms=20)
    assistant = row.conversation.assistant
    other = Assistant(pk=in_shop.pk)
    assert [satisfaction(1, chosen).up for chosen in (assistant, other)] == [1, 0]
    assert [day.answers for chosen in (assistant, other) for day in usage(1, chosen)] == [1, 0]


def test_satisfaction_is_the_share_of_thumbs_up(in_shop: Tenant, answered: Answered) -> None:
    for rating in ("up", "up", "up", "down", ""):
        answered(rating=rating)
    answered(rating="down", ago=9)
    assert (satisfaction(7).up, satisfaction(7).down, satisfaction(7).share) == (3, 1, 0.75)


def test_latency_gives_the_median_and_the_slow_end(in_shop: Tenant, answered: Answered) -> None:
    for milliseconds in range(1, 21):
        answered(first_token_ms=milliseconds * 10)
    answered()
    assert (latency(7).p50, latency(7).p95, latency(7).answers) == (100, 190, 20)
