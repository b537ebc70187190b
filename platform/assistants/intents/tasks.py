"""The kinds of background work of this app."""

from assistants.intents.learn import learn
from assistants.intents.models import IntentTuning, Recogniser
from assistants.intents.tune import tidy, tune
from assistants.intents.workflows import LEARN, TUNE
from tenants.jobs import JobContext, handler
from tenants.models import Job


@handler(LEARN)
def run_learning(context: JobContext) -> None:
    """Phrasings → head, within seconds."""
    learn(Recogniser.objects.select_related("assistant").get(pk=context.subject_id))


def end_tuning(job: Job) -> None:
    """Tidies up after a fine-tuning, if it still exists."""
    if tuning := IntentTuning.objects.filter(pk=job.subject_id).first():
        tidy(tuning)


@handler(TUNE, lane="train", ended=end_tuning)
def run_tuning(context: JobContext) -> None:
    """Phrasings → encoder → comparison → verdict, within minutes."""
    tune(IntentTuning.objects.select_related("assistant", "job").get(pk=context.subject_id), context)
