import json
from pathlib import Path

import pytest

from tuning.job.prompt import REFUSAL, citations, is_refusal, strip_citations
from tuning.job.records import Example
from tuning.skills import tenants
from tuning.skills.bm25 import Bm25
from tuning.skills.reading import Recipe
from tuning.skills.tenants import Tenant

COLOURS = ("green", "white", "black", "brown", "golden")


def entry(name: str) -> dict[str, object]:
    middle = "It stands beside the others in the long hall. " * 11
    documents = [f"The {name} {n} is {colour}. {middle}It was made in {1900 + n}." for n, colour in enumerate(COLOURS)]
    asked = [(f"What colour is the {name} {n}?", n, [colour]) for n, colour in enumerate(COLOURS)]
    asked += [(f"When was the {name} {n} made?", n, [str(1900 + n)]) for n in range(len(COLOURS))] * 4
    questions = [
        {"id": f"{name}{place}", "question": text, "document": document, "answers": answers, "answerable": True}
        for place, (text, document, answers) in enumerate(asked)
    ]
    hopeless = {
        "id": f"{name}x",
        "question": f"Who made the {name}?",
        "document": 0,
        "answers": [],
        "answerable": False,
    }
    return {"tenant": f"The_{name}", "documents": documents, "questions": [*questions, hopeless]}


@pytest.fixture
def shops(tmp_path: Path) -> list[Tenant]:
    path = tmp_path / "tenants.json"
    path.write_text(json.dumps([entry(name) for name in ("lamp", "chair", "kettle")]))
    return tenants.read(path)


@pytest.fixture
def recipe(shops: list[Tenant]) -> Recipe:
    return Recipe(shops, seed=0)


@pytest.fixture
def examples(recipe: Recipe) -> list[Example]:
    return recipe.examples(1000)


def test_bm25_puts_rare_words_first() -> None:
    index = Bm25(["the lamp is green", "the lamp is white", "the chair is the best chair"])
    assert index.ranking("which is the white lamp?")[:2] == [1, 0]


def test_answers_cite_the_passage_that_holds_them(recipe: Recipe, examples: list[Example]) -> None:
    texts = {passage.id: passage.text for passage in recipe.passages()}
    answered = [example for example in examples if example.kind == "answer"]
    assert answered
    for example in answered:
        (cited,) = citations(example.answer, len(example.passages))
        said, passage = strip_citations(example.answer), texts[example.passages[cited - 1]]
        lead, _, whole = said.partition(". ")
        assert said in passage or (lead.lower() in passage.lower() and whole in passage)


def test_a_full_answer_begins_with_the_phrase(examples: list[Example]) -> None:
    by_style: dict[str, dict[str, str]] = {}
    for example in examples:
        if example.kind == "answer" and example.assistant:
            by_style.setdefault(example.assistant.style, {})[example.question] = strip_citations(example.answer)
    phrases, full = by_style["phrase"], {**by_style["paragraph"], **by_style["sentence"]}
    both = phrases.keys() & full.keys()
    assert both
    assert all(full[question].lower().startswith(phrases[question].lower()) for question in both)


def test_the_gold_passage_stands_anywhere(examples: list[Example]) -> None:
    places = {number for example in examples for number in citations(example.answer, 3)}
    assert places == {1, 2, 3}


def test_some_questions_are_refused(examples: list[Example]) -> None:
    refused = [example for example in examples if example.kind == "refusal"]
    assert 0.02 < len(refused) / len(examples) < 0.4
    assert all(example.answer == REFUSAL for example in refused)
    assert not any(is_refusal(example.answer) for example in examples if example.kind == "answer")


def test_a_document_is_on_one_side_of_the_split_in_every_pass(shops: list[Tenant]) -> None:
    draws = [Recipe(shops, seed).examples(1000) for seed in range(20)]
    for drawn in draws:
        train, valid = ({one.document for one in drawn if one.split == split} for split in ("train", "valid"))
        assert not train & valid
    assert any(one.split == "valid" for drawn in draws for one in drawn)


def test_each_pass_asks_every_question_once(shops: list[Tenant]) -> None:
    asked = sum(question.gold is not None for shop in shops for question in shop.questions)
    ids = [example.id.rsplit("/", 1) for example in Recipe(shops, seed=1).examples(2 * asked)]
    for number in ("0", "1"):
        assert len({name for name, of in ids if of == number}) == asked


def test_a_scene_asks_about_all_of_its_passages(examples: list[Example]) -> None:
    cited = {example.answer[-2] for example in examples if example.kind == "answer"}
    scenes: dict[object, set[str]] = {}
    for example in examples:
        scenes.setdefault((tuple(example.passages), example.assistant), set()).add(example.document)
    assert cited >= {"1", "2"}
    assert any(len(documents) > 1 for documents in scenes.values())


def test_questions_about_a_passage_share_their_prompt(examples: list[Example]) -> None:
    scenes = {(tuple(example.passages), example.assistant) for example in examples}
    assert len(scenes) < len(examples) / 2


def test_the_same_seed_gives_the_same_examples(tmp_path: Path) -> None:
    path = tmp_path / "tenants.json"
    path.write_text(json.dumps([entry(name) for name in ("lamp", "chair")]))
    one, two, three = (Recipe(tenants.read(path), seed).examples(40) for seed in (1, 1, 2))
    assert one == two
    assert one != three


def test_long_documents_are_cut_between_sentences(tmp_path: Path) -> None:
    long = " ".join(f"Sentence {n} says that the lamp has {n} parts." for n in range(60))
    path = tmp_path / "tenants.json"
    path.write_text(json.dumps([{"tenant": "Lamp", "documents": [long], "questions": []}]))
    (tenant,) = tenants.read(path)
    texts = [text for _, text in tenant.passages]
    assert len(texts) > 3
    assert all(len(text.split()) <= tenants.WORDS and text.endswith(".") for text in texts)
    assert " ".join(texts) == long


def test_initials_do_not_end_a_sentence() -> None:
    assert tenants.sentences("It was J. F. Smith. He left.") == ["It was J. F. Smith.", "He left."]


@pytest.mark.parametrize(
    ("answers", "typical"),
    [
        (["In September 1971", "September 1971"], "September 1971"),
        (["by mail", "mail", "telephone"], "mail"),
        (["Alice", "thanks"], "Alice"),
        (["."], "."),
    ],
)
def test_of_several_answers_the_typical_one_is_learned(answers: list[str], typical: str) -> None:
    assert tenants.typical(answers) == typical
