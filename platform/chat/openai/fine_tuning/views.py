"""The addresses of fine-tuning jobs."""

from chat.openai.door import Call, Json
from chat.openai.errors import unsupported
from chat.openai.fine_tuning import shapes, workflows
from chat.openai.fine_tuning.events import events
from chat.openai.fine_tuning.results import settle
from chat.openai.models import FineTuning
from chat.openai.pages import cut, page

MOST_JOBS = 100
MOST_EVENTS = 1000


def created(call: Call) -> Json:
    """Starts a job."""
    return shapes.job(workflows.create(call.json()))


def listed(call: Call) -> Json:
    """The business's jobs that programs started, the newest first."""
    query = call.request.GET
    if any(name.startswith("metadata") for name in query):
        raise unsupported("metadata", "Jobs are not searched by it.")
    settle()
    rows = FineTuning.objects.select_related("job", "training__job", "training__adapter")
    return page(rows, query, "ftjob", shapes.job, 20, MOST_JOBS)


def retrieved(call: Call, job: str) -> Json:
    """How far a job is."""
    settle()
    return shapes.job(workflows.found(job))


def cancelled(call: Call, job: str) -> Json:
    """Stops a job."""
    workflows.stop(workflows.found(job))
    return shapes.job(workflows.found(job))


def listed_events(call: Call, job: str) -> Json:
    """What happened, the newest first."""
    return cut(events(workflows.found(job)), call.request.GET, 20, MOST_EVENTS)


def listed_checkpoints(call: Call, job: str) -> Json:
    """The weights that were kept."""
    return cut(shapes.checkpoints(workflows.found(job)), call.request.GET, 10, MOST_JOBS)
