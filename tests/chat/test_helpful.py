"""The builder of training sets hears of helpful answers, and of no others."""

import pytest

from assistants.examples.talks import Talk
from assistants.models import Assistant
from chat.helpful import helpful
from chat.models import Conversation, Message
from tenants.models import SiteKey, Tenant

pytestmark = pytest.mark.django_db


def say(conversation: Conversation, question: str, **fields: object) -> Message:
    asked = Message.objects.create(conversation=conversation, role="visitor", text=question)
    said = {"role": "assistant", "text": "Four days [1].", "rating": "up", "reply_to": asked, **fields}
    return Message.objects.create(conversation=conversation, **said)


def test_only_finished_answers_with_a_thumb_up_are_offered(in_shop: Tenant) -> None:
    assistant = Assistant.objects.get()
    conversation = Conversation.objects.create(assistant=assistant)
    say(conversation, "How long is delivery?")
    say(conversation, "No thumb?", rating="")
    say(conversation, "A thumb down?", rating="down")
    say(conversation, "Refused?", refused=True)
    say(conversation, "Stopped?", state="stopped")
    say(conversation, "A person's answer?", role="agent")
    assert list(helpful(assistant)) == [Talk("How long is delivery?", "Four days [1].")]


def test_another_assistant_s_answers_are_its_own(in_shop: Tenant) -> None:
    other = Assistant.objects.create(name="Wren", site_key=SiteKey.objects.create())
    say(Conversation.objects.create(assistant=other), "How long is delivery?")
    assert list(helpful(Assistant.objects.exclude(pk=other.pk).get())) == []
