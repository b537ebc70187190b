"""What the business does with conversations: it tries versions, and it corrects."""

import pytest
from django.contrib.auth.models import User

from assistants.answers import LIVE
from assistants.models import Adapter, Assistant, Dataset, Training
from chat import tokens, workflows
from chat.callers import OWN, Caller
from chat.errors import BadRequest, NotSignedIn, OriginRefused, Unknown
from chat.models import Conversation, Message
from chat.session import authorise
from chat.turns import begin
from knowledge.models import Question
from tenants.jobs import enqueue
from tenants.models import AuditEvent, Membership, Tenant

pytestmark = pytest.mark.django_db

HERE = Caller(OWN, "127.0.0.1")


@pytest.fixture
def assistant(in_shop: Tenant) -> Assistant:
    return Assistant.objects.get()


@pytest.fixture
def second_version(assistant: Assistant) -> Adapter:
    dataset = Dataset.objects.create(assistant=assistant)
    job = enqueue("assistants.train", dataset.pk)
    training = Training.objects.create(assistant=assistant, dataset=dataset, job=job)
    return Adapter.objects.create(assistant=assistant, training=training, name="a-" + "0" * 32, version=2)


def test_the_playground_is_a_channel_of_its_own(assistant: Assistant, alice: User) -> None:
    session = authorise(workflows.open_playground(assistant, alice), HERE)
    turn = begin(session, "Hello?", "")
    assert turn.answer.conversation.channel == Conversation.Channel.PLAYGROUND
    assert turn.answer.conversation.visitor.user == alice
    again = authorise(workflows.open_playground(assistant, alice), HERE)
    assert again.conversation() == turn.answer.conversation


def test_a_version_is_tried_that_the_server_chose(assistant: Assistant, alice: User, second_version: Adapter) -> None:
    tried = {name: authorise(workflows.open_playground(assistant, alice, version), HERE).adapter for name, version in
             (("live", LIVE), ("base", None), ("second", second_version))}  # fmt: skip
    assert tried == {"live": LIVE, "base": None, "second": second_version}
    session = authorise(workflows.open_playground(assistant, alice, second_version), HERE)
    assert begin(session, "Hello?", "").answer.adapter == second_version.name


def test_a_version_that_is_gone_says_so(assistant: Assistant, alice: User, second_version: Adapter) -> None:
    token = workflows.open_playground(assistant, alice, second_version)
    second_version.delete()
    with pytest.raises(Unknown):
        authorise(token, HERE)


def test_who_leaves_the_business_leaves_its_playground(assistant: Assistant, bob: User) -> None:
    token = workflows.open_playground(assistant, bob)
    Membership.objects.filter(user=bob).delete()
    with pytest.raises(NotSignedIn):
        authorise(token, HERE)


def test_a_playground_token_is_no_good_on_a_website(assistant: Assistant, alice: User) -> None:
    assistant.site_key.origins = ["https://shop.example"]
    assistant.site_key.save()
    token = workflows.open_playground(assistant, alice)
    assert tokens.read_session(token).origin == OWN
    with pytest.raises(OriginRefused):
        authorise(token, Caller("https://shop.example", "127.0.0.1"))


def test_a_correction_becomes_a_question_of_the_business(assistant: Assistant, alice: User) -> None:
    session = authorise(workflows.open_playground(assistant, alice), HERE)
    turn = begin(session, "When do you open?", "")
    row = workflows.correct(turn.answer, "At nine.", alice)
    assert (row.question, row.answer, row.origin) == ("When do you open?", "At nine.", Question.Origin.CORRECTION)
    assert AuditEvent.objects.filter(verb="answer.correct", actor=alice).exists()


def test_only_an_answer_can_be_corrected(assistant: Assistant, alice: User) -> None:
    conversation = Conversation.objects.create(assistant=assistant)
    said = Message.objects.create(conversation=conversation, role=Message.Role.VISITOR, text="Hello?")
    with pytest.raises(BadRequest):
        workflows.correct(said, "Goodbye.", alice)
