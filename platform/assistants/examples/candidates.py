"""Every question that the builder can ask of the knowledge, best sources first."""

from collections.abc import Iterable, Iterator

from assistants.examples.facts import ask_facts
from assistants.examples.headings import ask_heading
from assistants.examples.records import Candidate, Material, Origin
from assistants.examples.sentences import ask
from assistants.examples.vocabulary import Vocabulary
from assistants.words import sentences

HEADING_SENTENCES = 2
SHORTEST_ANSWER = 20


def from_passages(materials: Iterable[Material]) -> Iterator[Candidate]:
    """Questions about sentences and headings, passage by passage."""
    materials = list(materials)
    vocabulary = Vocabulary.of("\n".join(material.passage["text"] for material in materials))
    asked_headings: set[tuple[str, str]] = set()
    for material in materials:
        yield from _from_sentences(material, vocabulary)
        yield from _from_facts(material, vocabulary)
        place = (material.passage["document"], material.heading)
        if material.heading and place not in asked_headings:
            asked_headings.add(place)
            yield from _from_heading(material, vocabulary)


def _from_sentences(material: Material, vocabulary: Vocabulary) -> Iterator[Candidate]:
    for sentence in sentences(material.passage["text"]):
        if asked := ask(sentence, vocabulary):
            yield Candidate(
                asked.question, sentence, asked.phrase, material.passage, material.passage["document"], "sentence"
            )


def _from_facts(material: Material, vocabulary: Vocabulary) -> Iterator[Candidate]:
    for fact in ask_facts(material.passage["text"], material.page, vocabulary):
        yield Candidate(
            fact.question, fact.sentence, fact.phrase, material.passage, material.passage["document"], "fact"
        )


def _from_heading(material: Material, vocabulary: Vocabulary) -> Iterator[Candidate]:
    question = ask_heading(material.heading, vocabulary)
    answer = " ".join(sentences(material.passage["text"])[:HEADING_SENTENCES])
    if question and len(answer) >= SHORTEST_ANSWER and answer.endswith((".", "!")):
        origin: Origin = "faq" if material.heading.strip().endswith("?") else "heading"
        yield Candidate(question, answer, "", material.passage, material.passage["document"], origin)
