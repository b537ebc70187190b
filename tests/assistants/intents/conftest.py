"""Alice's shop and what its visitors want."""

import pytest

from assistants.intents import workflows
from assistants.intents.models import Intent
from assistants.models import Assistant
from tenants.jobs import queue
from tenants.jobs.runner import run_job
from tenants.models import Job

WISHES = {
    "track_parcel": [
        "Where is my parcel?",
        "My parcel has not arrived",
        "Track my parcel please",
        "When will the parcel arrive?",
        "The parcel tracking shows nothing",
        "Has my parcel been sent?",
        "Which day does my parcel come?",
    ],
    "cancel_order": [
        "I want to cancel my order",
        "Cancel the order please",
        "How do I cancel an order?",
        "Please stop my order, cancel it",
        "Can an order be cancelled?",
        "cancel order number 12",
        "undo the order, I cancel",
    ],
    "human": [
        "Let me talk to a human",
        "I want to speak with a human being",
        "Is there a human here?",
        "Give me a human agent",
        "human please",
        "talk to a real human",
        "connect me with a human",
    ],
}
ACTIONS = {
    "track_parcel": {"action": "link", "text": "Here you see where it is.", "url": "https://shop.example/track"},
    "cancel_order": {"action": "answer", "text": "Reply to the confirmation within **an hour** [1]."},
    "human": {"action": "handoff"},
}


@pytest.fixture
def intents(engine: object, assistant: Assistant) -> dict[str, Intent]:
    """Three intents, learned."""
    made = {
        name: workflows.add_intent(assistant, {"name": name, **ACTIONS[name]}, texts) for name, texts in WISHES.items()
    }
    work_off()
    return made


def work_off() -> list[Job]:
    """Runs what is due of this app; gives the jobs as they stand then."""
    ran = []
    while job := queue.claim([workflows.LEARN, workflows.TUNE], "test"):
        run_job(job)
        job.refresh_from_db()
        ran.append(job)
    return ran
