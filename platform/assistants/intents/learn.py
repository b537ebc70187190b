"""Learning at once: a head over the vectors of the phrasings there are, checked by cross-validation."""

import numpy as np
from django.utils import timezone

from assistants.intents.learning.figures import suggested
from assistants.intents.learning.folds import cross_validated
from assistants.intents.learning.head import fit
from assistants.intents.material import Material, gather
from assistants.intents.models import Recogniser
from assistants.intents.vectors import embed_tuned


def learn(recogniser: Recogniser) -> None:
    """Fits the head anew, over the encoders that the recogniser has. Seconds. Raises an EngineError."""
    material = gather(recogniser.assistant)
    if material.intents:
        checked = cross_validated(
            material.vectors, material.labels, material.intents, material.importance, material.given
        )
        recogniser.checked = vars(checked)
        fit_head(recogniser, material)
    else:
        recogniser.labels, recogniser.head, recogniser.checked = [], b"", {}
        recogniser.encoders, recogniser.tuned = [], {}
    settle(recogniser)


def fit_head(recogniser: Recogniser, material: Material) -> None:
    """Sets head and labels from all of the material, over the vectors of the recogniser's encoders."""
    behind = embed_tuned(material.texts, recogniser.encoders)
    vectors = np.hstack([material.vectors, behind])
    head = fit(vectors, material.labels, len(material.intents) + 1, material.importance)
    recogniser.labels, recogniser.head = material.intents, head.pack()


def settle(recogniser: Recogniser) -> None:
    """Stores what was learned, with the threshold that its outcomes suggest."""
    recogniser.suggested = suggested(recogniser.outcomes)
    recogniser.learned_at = timezone.now()
    recogniser.save(update_fields=["labels", "head", "encoders", "checked", "tuned", "suggested", "learned_at"])
