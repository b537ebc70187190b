"""The checklist follows what is really there."""

from assistants.models import Assistant
from chat.models import Conversation
from dashboard.checklist import checklist
from knowledge.models import Document, Passage, Source
from tenants.models import Tenant
from tenants.scope import tenant_scope
from tests.dashboard.furnish import House, train


def done(assistant: Assistant) -> list[str]:
    return [step.page for step in checklist(assistant) if step.done]


def following(assistant: Assistant) -> list[str]:
    return [step.page for step in checklist(assistant) if step.next]


def test_a_new_business_begins_with_knowledge(in_shop: Tenant) -> None:
    assistant = Assistant.objects.get()
    assert done(assistant) == []
    assert following(assistant) == ["knowledge"]


def test_each_step_is_done_by_what_it_asks_for(in_shop: Tenant) -> None:
    assistant = Assistant.objects.get()
    source = Source.objects.create(kind="text", title="Hours")
    document = Document.objects.create(source=source, title="Hours", state="read")
    Passage.objects.create(document=document, position=0, text="Open at ten.", vector=b"", sentence_vectors=b"")
    assert done(assistant) == ["knowledge", "playground"]
    Conversation.objects.create(assistant=assistant, channel="playground")
    assert "conversations" not in done(assistant)
    Conversation.objects.create(assistant=assistant, channel="widget")
    assistant.site_key.saw("https://shop.example")
    assert following(assistant) == ["training"]
    assert done(assistant) == ["knowledge", "playground", "install", "conversations"]


def test_a_bot_that_is_off_is_not_live(in_shop: Tenant) -> None:
    assistant = Assistant.objects.get()
    assistant.active = False
    assert "switched off" in checklist(assistant)[1].text


def test_a_report_card_of_any_verdict_completes_training(house: House) -> None:
    with tenant_scope(house.assistant.tenant):
        assert "training" in done(house.assistant)


def test_a_training_under_way_is_watched_not_started_again(house: House) -> None:
    with tenant_scope(house.assistant.tenant):
        assert checklist(house.assistant)[2].act == "Train"
        train(house.assistant)
        assert checklist(house.assistant)[2].act == "Watch"
