"""When it is worth training again. It is proposed, never done."""

from dataclasses import dataclass

from assistants.models import Adapter, Assistant, Training
from assistants.rollout.knowledge import Change, change_since
from knowledge.models import Question
from tenants.models import Job

ENOUGH_CHANGED = 0.2
ENOUGH_CORRECTIONS = 10


@dataclass(frozen=True)
class Proposal:
    """Why, in numbers, counted since the examples were made that `adapter` learned from."""

    adapter: Adapter
    change: Change | None
    corrections: int

    @property
    def reasons(self) -> list[str]:
        """In words; empty when nothing speaks for it yet."""
        said = []
        if self.change and self.change.share >= ENOUGH_CHANGED:
            said.append(
                f"{self.change.passages} passages of your knowledge have changed: {self.change.share:.0%} of the "
                f"{self.change.before} that it learned from."
            )
        if self.corrections >= ENOUGH_CORRECTIONS:
            said.append(f"You have corrected {self.corrections} answers.")
        return said


def propose(assistant: Assistant) -> Proposal | None:
    """A proposal if there are reasons and nothing is being trained; in the tenant's scope."""
    if assistant.trainings.filter(job__state__in=Job.ACTIVE).exists():
        return None
    trained = Training.objects.filter(assistant=assistant, adapter__isnull=False)
    newest = trained.select_related("adapter", "dataset").order_by("-created_at").first()
    if newest is None or newest.dataset.built_at is None:
        return None
    corrections = Question.objects.filter(
        origin=Question.Origin.CORRECTION, updated_at__gt=newest.dataset.built_at
    ).count()
    proposal = Proposal(newest.adapter, change_since(newest.dataset), corrections)
    return proposal if proposal.reasons else None
