"""Visitors while a new version is being tried."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from assistants.answers import LIVE
from assistants.models import Adapter, Assistant, Dataset, Rollout, Training
from assistants.rollout.choice import falls_to
from assistants.workflows import abandon_rollout
from chat import tokens
from chat.models import Message
from chat.threads import in_thread
from tenants.models import Job, Tenant
from tenants.scope import tenant_scope
from tests.chat.browser import Visit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rollout(shop: Tenant) -> Rollout:
    """Half of the visitors of Alice's shop try a version."""
    with tenant_scope(shop):
        assistant = Assistant.objects.get()
        dataset = Dataset.objects.create(assistant=assistant)
        job = Job.objects.create(kind="assistants.train", subject_id=uuid4(), not_before=timezone.now())
        training = Training.objects.create(assistant=assistant, dataset=dataset, job=job, base=assistant.base)
        adapter = Adapter.objects.create(assistant=assistant, training=training, name="a-new", version=1)
        return Rollout.objects.create(assistant=assistant, adapter=adapter, share=50)


async def _visitor(visit: Visit, rollout: Rollout, tries: bool) -> Visit:
    """Somebody to whom the new version falls, or not."""
    visitor: UUID = next(one for one in iter(uuid4, None) if falls_to(one, rollout.pk, rollout.share) is tries)
    somebody = Visit(visit.app, visit.site_key, visitor=tokens.visitor_name(visitor, visit.site_key))
    await somebody.open()
    return somebody


@pytest.mark.parametrize(("tries", "name"), [(True, "a-new"), (False, "")])
async def test_a_visitor_keeps_the_version_that_fell_to_them(
    visit: Visit, rollout: Rollout, composed: list[tuple[object, ...]], tries: bool, name: str
) -> None:
    somebody = await _visitor(visit, rollout, tries)
    for _ in range(2):
        assert (await somebody.answer())[-1].event == "done"
        await somebody.open()
    assert [asked[3] for asked in composed] == [rollout.adapter if tries else LIVE] * 2
    names = await in_thread(
        lambda: set(Message.across_tenants.filter(role="assistant").values_list("adapter", flat=True))
    )
    assert names == {name}


async def test_after_a_rollback_the_next_answer_is_the_old_versions(
    visit: Visit, rollout: Rollout, composed: list[tuple[object, ...]], shop: Tenant, website: Callable[..., str]
) -> None:
    somebody = await _visitor(visit, rollout, True)
    await somebody.answer()
    with tenant_scope(shop):
        await in_thread(abandon_rollout, rollout)
    await somebody.answer()
    assert [asked[3] for asked in composed] == [rollout.adapter, LIVE]
