"""Keeps visitors' personal data out of what a dataset shows, and counts what that changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from assistants.examples.contexts import Retrieve
from assistants.examples.personal import Guard
from assistants.examples.records import Candidate, Material, Origin, ShownPassage

ASKED_BY_VISITORS: frozenset[Origin] = frozenset({"correction", "conversation"})


@dataclass
class Private:
    """`masked` questions hold a placeholder; `dropped` ones would hold little else, or their answer is personal."""

    guard: Guard
    masked: int = 0
    dropped: int = 0

    @classmethod
    def of(cls, pages: Iterable[Material], pairs: Iterable[Candidate]) -> "Private":
        """Lets pass what the business says on its pages and in its answers."""
        texts = [page.passage["text"] for page in pages]
        for pair in pairs:
            texts += [pair.sentence] if pair.origin in ASKED_BY_VISITORS else [pair.question, pair.sentence]
        return cls(Guard.beside(texts))

    def candidates(self, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
        """Them, without what is personal in those that began with a visitor."""
        for candidate in candidates:
            if candidate.origin not in ASKED_BY_VISITORS:
                yield candidate
            elif cleaned := self._cleaned(candidate):
                yield cleaned

    def retrieve(self, search: Retrieve) -> Retrieve:
        """The same search; its passages are masked, for a correction's begins with what a visitor asked."""
        return lambda question: [self._shown(passage) for passage in search(question)]

    def figures(self) -> dict[str, int]:
        """For the dataset's page."""
        return {"masked": self.masked, "dropped": self.dropped}

    def _cleaned(self, candidate: Candidate) -> Candidate | None:
        question, answer = self.guard.question(candidate.question), self.guard.masked(candidate.sentence)
        if not question or answer != candidate.sentence:
            self.dropped += 1
            return None
        self.masked += question != candidate.question
        return replace(candidate, question=question, passage=self._shown(candidate.passage))

    def _shown(self, passage: ShownPassage) -> ShownPassage:
        masked: ShownPassage = {**passage, "title": self.guard.masked(passage["title"])}
        masked["text"] = self.guard.masked(passage["text"])
        return masked
