"""Learning at once: a head over the vectors of the phrasings there are, checked on each with that one left out."""

from collections.abc import Sequence

from django.utils import timezone

from assistants.intents.learning.figures import suggested
from assistants.intents.learning.head import Fitted, beside, fit
from assistants.intents.learning.outcomes import Outcomes
from assistants.intents.material import Material, gather
from assistants.intents.models import Recogniser
from assistants.intents.vectors import embed_tuned


def learn(recogniser: Recogniser) -> None:
    """Fits the head anew, over the encoders that the recogniser has. Seconds. Raises an EngineError."""
    material = gather(recogniser.assistant)
    if material.intents:
        plain = fitted(material, [])
        heard = ~material.given
        recogniser.checked = vars(Outcomes.of(material.intents, material.labels[heard], plain.left_out[heard]))
        best = fitted(material, recogniser.encoders) if recogniser.encoders else plain
        recogniser.labels, recogniser.head = material.intents, best.head.pack()
    else:
        recogniser.labels, recogniser.head, recogniser.checked = [], b"", {}
        recogniser.encoders, recogniser.tuned = [], {}
    settle(recogniser)


def fitted(material: Material, encoders: Sequence[str]) -> Fitted:
    """A head over the embedder's vectors and those of fine-tuned encoders beside them."""
    vectors = beside(material.vectors, *embed_tuned(material.texts, encoders))
    return fit(vectors, material.labels, len(material.intents) + 1, material.importance)


def settle(recogniser: Recogniser) -> None:
    """Stores what was learned, with the threshold that its outcomes suggest."""
    recogniser.suggested = suggested(recogniser.outcomes)
    recogniser.learned_at = timezone.now()
    recogniser.save(update_fields=["labels", "head", "encoders", "checked", "tuned", "suggested", "learned_at"])
