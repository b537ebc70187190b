"""What a business changes about its intents. Every change is learned within seconds, in the background."""

from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from assistants.intents.errors import AlreadyTuning, BadIntent, TooFewPhrasings
from assistants.intents.models import Intent, IntentTuning, Phrasing, Recogniser
from assistants.intents.table import LONGEST_TEXT, read
from assistants.models import Assistant
from assistants.words import storable
from assistants.workflows.actors import Actor
from tenants import audit
from tenants.jobs import cancel, enqueue
from tenants.models import Job

LEARN, TUNE = "intents.learn", "intents.tune"
FIELDS = ("name", "action", "text", "url")
FEWEST_INTENTS, FEWEST_PHRASINGS = 2, 20


@transaction.atomic
def add_intent(
    assistant: Assistant, fields: Mapping[str, str], phrasings: Sequence[str] = (), actor: Actor = None
) -> Intent:
    """A new intent with its phrasings. Raises BadIntent."""
    intent = Intent(assistant=assistant, tenant=assistant.tenant)
    _set(intent, fields)
    _rephrase(intent, phrasings)
    audit.record("intent.add", intent, actor=actor)
    relearn(assistant)
    return intent


@transaction.atomic
def change_intent(
    intent: Intent, fields: Mapping[str, str], phrasings: Sequence[str] | None = None, actor: Actor = None
) -> Intent:
    """Sets the given fields and, if given, exactly these phrasings. Raises BadIntent."""
    _set(intent, fields)
    if phrasings is not None and _rephrase(intent, phrasings):
        relearn(intent.assistant)
    audit.record("intent.change", intent, actor=actor, fields=sorted(fields))
    return intent


@transaction.atomic
def remove_intent(intent: Intent, actor: Actor = None) -> None:
    """Forgets an intent and its phrasings."""
    assistant = intent.assistant
    audit.record("intent.remove", intent, actor=actor)
    intent.delete()
    relearn(assistant)


@transaction.atomic
def import_phrasings(assistant: Assistant, content: bytes, actor: Actor = None) -> int:
    """Adds the rows of a CSV and returns how many were new. Intents that are new wait for their action.

    Raises BadPhrasings naming the rows that are wrong; then none is added.
    """
    pairs = read(content)
    named = {intent.name: intent for intent in assistant.intents.all()}
    fresh = [name for name in dict.fromkeys(name for _, name in pairs) if name not in named]
    made = [Intent(tenant=assistant.tenant, assistant=assistant, name=name) for name in fresh]
    named |= {intent.name: intent for intent in Intent.objects.bulk_create(made)}
    known = set(Phrasing.objects.filter(intent__assistant=assistant).values_list("text", "intent__name"))
    rows = [
        Phrasing(tenant=assistant.tenant, intent=named[name], text=text)
        for text, name in pairs
        if (text, name) not in known
    ]
    Phrasing.objects.bulk_create(rows, batch_size=500)
    audit.record("intent.import", assistant, actor=actor, rows=len(rows), intents=len(fresh))
    relearn(assistant)
    return len(rows)


@transaction.atomic
def set_threshold(assistant: Assistant, threshold: float | None, actor: Actor = None) -> Recogniser:
    """The confidence from which an intent's action is taken; None: the suggested one. Raises BadIntent."""
    if threshold is not None and not 0.0 <= threshold <= 1.0:
        raise BadIntent(f"The threshold cannot be {threshold:g}.", "Give a number from 0 to 1, or none.")
    recogniser = recogniser_of(assistant)
    recogniser.threshold = threshold
    recogniser.save(update_fields=["threshold"])
    audit.record("intent.threshold", assistant, actor=actor, threshold=threshold)
    return recogniser


@transaction.atomic
def start_tuning(assistant: Assistant, actor: Actor = None, *, hold_out: float = 0.2) -> IntentTuning:
    """Enqueues a fine-tuning on the phrasings there are. Raises AlreadyTuning, TooFewPhrasings."""
    # The lock makes two people who press the button at once wait for each other.
    Assistant.objects.select_for_update().get(pk=assistant.pk)
    if assistant.intent_tunings.filter(job__state__in=Job.ACTIVE).exists():
        raise AlreadyTuning("The intents are being fine-tuned already.", "Wait for it, or stop it first.")
    rows = Phrasing.objects.filter(intent__assistant=assistant)
    intents, phrasings = rows.values("intent").distinct().count(), rows.count()
    if intents < FEWEST_INTENTS or phrasings < FEWEST_PHRASINGS:
        raise TooFewPhrasings(
            f"There are {phrasings} phrasings of {intents} intents.",
            f"Fine-tuning needs {FEWEST_PHRASINGS} phrasings of {FEWEST_INTENTS} intents; ten each is a good start.",
        )
    tuning = IntentTuning(tenant=assistant.tenant, assistant=assistant, hold_out=hold_out)
    tuning.job = enqueue(TUNE, tuning.pk)
    tuning.save()
    audit.record("intent.tune", assistant, actor=actor, phrasings=phrasings)
    return tuning


@transaction.atomic
def stop_tuning(tuning: IntentTuning, actor: Actor = None) -> None:
    """A waiting one ends at once, a running one after its current step; what was learned before stays."""
    cancel(tuning.job)
    audit.record("intent.tune.stop", tuning, actor=actor)


def relearn(assistant: Assistant) -> None:
    """Has the head fitted anew, unless that is waiting to be done already."""
    recogniser = recogniser_of(assistant)
    if not Job.objects.filter(kind=LEARN, subject_id=recogniser.pk, state=Job.State.QUEUED).exists():
        enqueue(LEARN, recogniser.pk)


def recogniser_of(assistant: Assistant) -> Recogniser:
    """The assistant's recogniser, made with its first intent."""
    return Recogniser.objects.get_or_create(assistant=assistant)[0]


def _set(intent: Intent, fields: Mapping[str, str]) -> None:
    if unknown := sorted(set(fields) - set(FIELDS)):
        raise BadIntent(f"{', '.join(unknown)} cannot be set.", f"These can: {', '.join(FIELDS)}.")
    for name, value in fields.items():
        setattr(intent, name, storable(value).strip())
    try:
        intent.full_clean(exclude=["tenant", "assistant"], validate_constraints=False)
    except ValidationError as error:
        raise BadIntent(" ".join(error.messages), "Correct it and save again.") from error
    if not intent.complete:
        wanted = "an answer" if intent.action == Intent.Action.ANSWER else "the address that it leads to"
        raise BadIntent("The action is not complete.", f"Write {wanted}.")
    twin = Intent.objects.filter(assistant=intent.assistant, name=intent.name).exclude(pk=intent.pk)
    if twin.exists():
        raise BadIntent(f"There is an intent called “{intent.name}” already.", "Choose another name.")
    intent.save()


def _rephrase(intent: Intent, texts: Sequence[str]) -> bool:
    """Gives the intent exactly these phrasings; whether that changed anything."""
    wanted = list(dict.fromkeys(text for text in (" ".join(storable(one).split()) for one in texts) if text))
    if long := [text for text in wanted if len(text) > LONGEST_TEXT]:
        raise BadIntent(f"“{long[0][:60]}…” is too long.", f"A phrasing has up to {LONGEST_TEXT} characters.")
    there = set(intent.phrasings.values_list("text", flat=True))
    gone, _ = intent.phrasings.exclude(text__in=wanted).delete() if there - set(wanted) else (0, {})
    fresh = [Phrasing(tenant=intent.tenant, intent=intent, text=text) for text in wanted if text not in there]
    Phrasing.objects.bulk_create(fresh)
    return bool(gone or fresh)
