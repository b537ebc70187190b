"""Round-trip consistency (Alberti et al., 2019, arXiv 1906.05416): a reader has to find the answer that was written."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistants.answers import Prepared, compose, read
from assistants.answers.compose import writing
from assistants.exam.metrics import exact_match, token_f1
from assistants.examples.generated.models import Model, complete
from assistants.examples.records import Candidate
from assistants.models import Assistant
from serving.client import Completion
from tuning.job.prompt import strip_citations

AGREES = 0.8
"""The least token F1 between two wordings of one answer."""


@dataclass(frozen=True)
class Reader:
    """Answers questions as a visitor's would be: the same search, prompt and clean-up, in phrases."""

    assistant: Assistant
    model: Model

    def agreed(self, candidates: Sequence[Candidate], patience: float) -> list[Candidate]:
        """Those whose passage search brings and whose answer the reader gives. Raises an EngineError."""
        brief = writing(self.assistant)
        brief.style = brief.Style.PHRASE
        prepared = [compose(brief, candidate.question, adapter=None) for candidate in candidates]
        found = [
            (candidate, one, one.request)
            for candidate, one in zip(candidates, prepared, strict=True)
            if one.request and any(str(hit.passage_id) == candidate.passage["id"] for hit in one.hits)
        ]
        answers = complete(self.model, [request for *_, request in found], patience)
        asked = zip(found, answers, strict=True)
        return [candidate for (candidate, one, _), answer in asked if _agrees(candidate, one, answer)]


def _agrees(candidate: Candidate, prepared: Prepared, completion: Completion) -> bool:
    answer = read(completion.text, prepared.hits, cut=completion.finish_reason == "length")
    said = strip_citations(answer.text)
    same = exact_match(said, [candidate.phrase]) or token_f1(said, [candidate.phrase]) >= AGREES
    return bool(same) and not answer.refused
