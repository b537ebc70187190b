"""Fine-tuning: an encoder of the business's own, taken only if it tells unseen phrasings apart better."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path
from typing import Final

import numpy as np
from django.conf import settings
from django.db import transaction

from assistants.errors import TrainingFailed
from assistants.intents.learn import fitted, settle
from assistants.intents.learning.figures import figures
from assistants.intents.learning.folds import Places, held_out
from assistants.intents.learning.head import Matrix, beside, fit
from assistants.intents.learning.outcomes import Outcomes
from assistants.intents.material import Material, gather
from assistants.intents.models import IntentTuning, Recogniser
from assistants.intents.vectors import embed_tuned
from assistants.training import process
from serving.client import EncoderStore
from serving.client.engine import EMBEDDING_MODEL
from tenants.jobs import JobContext
from tuning.job import files, intents

COMMAND: Final = [sys.executable, "-m", "tuning.intents"]
EVERY_SECONDS = 1.0
EXAM, ALL = "exam", "all"


def tune(tuning: IntentTuning, context: JobContext) -> None:
    """Compares, then trains on everything if that was better; each stage only if no earlier attempt has done it."""
    began = time.monotonic()
    material = gather(tuning.assistant)
    found, outcomes = _compared(tuning, material, context) if tuning.hold_out else ({"better": True}, Outcomes())
    if found["better"]:
        _adopt(tuning, material, context, outcomes)
    tuning.result = {**found, "seconds": round(time.monotonic() - began, 1)}
    tuning.save(update_fields=["result"])
    tidy(tuning)


def store() -> EncoderStore:
    """Where encoders are published."""
    return EncoderStore(Path(settings.ADAPTERS_DIR))


def tidy(tuning: IntentTuning) -> None:
    """Removes the job folders."""
    shutil.rmtree(tuning.folder, ignore_errors=True)


def _compared(tuning: IntentTuning, material: Material, context: JobContext) -> tuple[dict[str, object], Outcomes]:
    """Whether an encoder trained without the phrasings kept back tells those apart better, and how it did."""
    learned, kept = held_out(material.labels, material.given, tuning.hold_out)
    encoder = _trained(tuning, material, learned, EXAM, context)
    tuned = beside(material.vectors, *embed_tuned(material.texts, [encoder]))
    before, after = (_outcomes(material, vectors, learned, kept) for vectors in (material.vectors, tuned))
    shutil.rmtree(store().path(encoder))
    old, new = (figures(one, 0.0).accuracy or 0.0 for one in (before, after))
    return {"better": new > old, "before": old, "after": new, "kept": len(kept)}, after


def _outcomes(material: Material, vectors: Matrix, learned: Places, kept: Places) -> Outcomes:
    classes = len(material.intents) + 1
    head = fit(vectors[learned], material.labels[learned], classes, material.importance[learned]).head
    return Outcomes.of(material.intents, material.labels[kept], head.probabilities(vectors[kept]))


def _adopt(tuning: IntentTuning, material: Material, context: JobContext, outcomes: Outcomes) -> None:
    """Trains on everything and puts the encoder to work."""
    encoder = _trained(tuning, material, np.arange(len(material.labels)), ALL, context)
    recogniser = Recogniser.objects.select_related("assistant").get(assistant=tuning.assistant)
    replaced = set(recogniser.encoders) - {encoder}
    recogniser.encoders, recogniser.tuned = [encoder], vars(outcomes) if outcomes.gold else {}
    recogniser.labels, recogniser.head = material.intents, fitted(material, [encoder]).head.pack()
    with transaction.atomic():
        settle(recogniser)
    for name in replaced:
        _forget(name)


def _trained(tuning: IntentTuning, material: Material, rows: Places, stage: str, context: JobContext) -> str:
    """The name in the store of an encoder that learned from these rows."""
    folder = tuning.folder / stage
    if not (folder / files.JOB).exists():
        intents.write_phrasings(folder, _phrasings(material, rows))
        intents.write_job(folder, intents.IntentJob())
    report = files.read_report(folder)
    if report is None or report.status != "succeeded":

        def follow(seen: list[files.Progress]) -> None:
            context.progress(every=EVERY_SECONDS, stage=stage, **_told(seen))

        code = process.run(folder, follow, command=COMMAND)
        context.check()
        _check(code, folder)
    return store().publish(folder / intents.ENCODER, base=EMBEDDING_MODEL)


def _phrasings(material: Material, rows: Places) -> list[intents.Phrasing]:
    """The rows by the ids of their intents; "" for none."""
    label = [*material.intents, ""]
    return [intents.Phrasing(material.texts[row], label[material.labels[row]]) for row in rows.tolist()]


def _told(seen: list[files.Progress]) -> dict[str, object]:
    newest = seen[-1] if seen else files.Progress("loading")
    return {"step": newest.step, "steps": newest.steps, "eta_seconds": newest.eta_seconds}


def _check(code: int, folder: Path) -> None:
    """Turns an exit code into what the job runner knows: done, a person's to mend, or worth another try."""
    if code == process.SUCCEEDED:
        return
    report = files.read_report(folder)
    if code == process.WRONG and report and report.error:
        raise TrainingFailed(report.error.message, report.error.hint)
    raise RuntimeError(f"The tuning program ended with code {code}. {process.last_words(folder)}")


def _forget(encoder: str) -> None:
    """Removes an encoder from the store, unless another recogniser has one of the same name."""
    used = Recogniser.across_tenants.exclude(encoders=[]).values_list("encoders", flat=True)
    if not any(encoder in names for names in used):
        shutil.rmtree(Path(settings.ADAPTERS_DIR) / encoder, ignore_errors=True)
