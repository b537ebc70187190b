"""The way from signing up to the first real conversation, computed from what is there."""

from dataclasses import dataclass

from assistants.models import Assistant, ReportCard
from chat.models import Conversation
from knowledge.models import Passage
from tenants.models import Job


@dataclass(frozen=True)
class Step:
    """`page` is the address where the step is done, `act` what its button says."""

    title: str
    text: str
    page: str
    act: str
    done: bool
    next: bool = False


def checklist(assistant: Assistant) -> list[Step]:
    """The steps in order; `next` marks the first that is not done. In the scope of the assistant's tenant."""
    knows = Passage.objects.exists()
    steps = [
        Step("Show it what you know", "A website, files, text, or questions with answers.", "knowledge", "Add", knows),
        Step("Live", _live(assistant, knows), "playground", "Try it", knows and assistant.active),
        _training(assistant),
        Step(
            "Paste the script",
            "One line before </body>, on every page that should have the chat.",
            "install",
            "Get the script",
            assistant.site_key.seen_at is not None,
        ),
        Step(
            "First real conversation",
            "Somebody on your website asks, your bot answers.",
            "conversations",
            "Look",
            Conversation.objects.filter(assistant=assistant, channel=Conversation.Channel.WIDGET).exists(),
        ),
    ]
    following = next((step for step in steps if not step.done), None)
    return [Step(**{**vars(step), "next": step is following}) for step in steps]


def _training(assistant: Assistant) -> Step:
    text, act = "It practises on your own pages, then sits an exam against what is live.", "Train"
    if assistant.trainings.filter(job__state__in=Job.ACTIVE).exists():
        text, act = "It is being trained now. What visitors get stays as it is until the exam is passed.", "Watch"
    return Step("Train it", text, "training", act, ReportCard.objects.filter(adapter__assistant=assistant).exists())


def _live(assistant: Assistant, knows: bool) -> str:
    if not assistant.active:
        return "It is switched off. Switch it on under Settings."
    if not knows:
        return "It answers as soon as it has read something, and names its sources."
    return "It answers from what you showed it, and names its sources."
