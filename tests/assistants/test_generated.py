"""Questions that a model writes are kept only where a reader finds the same answers."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from assistants import skill
from assistants.examples import build as build_module
from assistants.examples import material
from assistants.examples.build import build
from assistants.examples.generated import pairs
from assistants.examples.generated import write as write_module
from assistants.examples.generated.write import Written, write
from assistants.examples.records import Candidate, ShownPassage
from assistants.models import Assistant, Dataset, Example
from serving.client import Completion
from serving.fake import Rule, Script
from tests.assistants.fake_tuning import write_adapter
from tuning.job import asking
from tuning.job.asking import Pair
from tuning.job.prompt import citations

TEXT = "Our lamps are made in Portugal. The Oslo lamp weighs 2 kg and costs 89 €. A lamp shade is sold by itself."
LAMPS = ShownPassage(id="p", document="d", title="Lamps", url="", text=TEXT)


def written(*said: Pair, finish_reason: str = "stop") -> list[Candidate]:
    return list(pairs.candidates(LAMPS, Completion(asking.render(said), finish_reason)))


def test_an_answer_is_the_passage_s_own_span_with_its_sentence() -> None:
    (found,) = written(Pair("Where are the lamps made?", "portugal."))
    assert (found.phrase, found.sentence) == ("Portugal", "Our lamps are made in Portugal.")
    assert (found.document, found.origin) == ("d", "generated")


def test_a_question_in_the_business_s_voice_becomes_the_customer_s() -> None:
    said = Pair("Where are our lamps made?", "Portugal"), Pair("Do you know how heavy the Oslo lamp is?", "2 kg")
    assert [one.question for one in written(*said)] == ["Where are your lamps made?", said[1].question]


@pytest.mark.parametrize(
    "pair",
    [
        Pair("Who made the lamp?", "Anna Berg"),
        Pair("How heavy is the Oslo lamp?", "2 k"),
        Pair("The Oslo lamp is heavy", "2 kg"),
        Pair("What does the passage say about weight?", "2 kg"),
        Pair("Is it 2 kg?", "2 kg"),
        Pair("What are they?", "made in Portugal"),
        Pair("What is said?", " ".join(TEXT.split()[:16])),
        Pair("What is made and costs?", "Portugal. The Oslo"),
    ],
    ids=["elsewhere", "half-word", "no-question", "leans", "tells", "nothing-asked", "long", "two-sentences"],
)
def test_what_cannot_be_believed_at_a_look_is_not_tried(pair: Pair) -> None:
    assert written(pair) == []


def test_an_answer_that_was_cut_off_is_not_tried() -> None:
    said = Pair("Where are the lamps made?", "Portugal"), Pair("How heavy is the Oslo lamp?", "2")
    assert [one.phrase for one in written(*said, finish_reason="length")] == ["Portugal"]


@pytest.fixture
def ship(settings: LazySettings, base: str) -> Callable[[skill.Skill, str], None]:
    """Puts a skill for the default model into the folder that this setting names."""

    def put(which: skill.Skill, setting: str) -> None:
        folder = Path(getattr(settings, setting))
        write_adapter(folder, 4, 1 if which is skill.READING else 2)
        manifest = {"base_sha256": skill.base_sha256(base), "template_sha256": which.template_sha256}
        (folder / "manifest.json").write_text(json.dumps(manifest))

    return put


@pytest.fixture
def skills(ship: Callable[[skill.Skill, str], None]) -> None:
    ship(skill.READING, "SKILL_DIR")
    ship(skill.ASKING, "ASKING_SKILL_DIR")


ASKED = [
    Pair("Where are all your lamps made?", "Portugal"),
    Pair("What is the weight of the Oslo lamp?", "2 kg"),
    Pair("Which designer made the Oslo lamp?", "Anna Berg"),
]
RULES = [
    Rule("Question: Where are all your lamps", "Portugal [1]."),
    Rule("Question: What is the weight of", "It weighs 3 kg [1]."),
    Rule("Lamps\nOur lamps are made in Portugal.", asking.render(ASKED)),
]


@pytest.fixture
def writing(engine: Any, knowledge: None, skills: None) -> Script:
    engine.state.script = Script(reply="Nothing.", rules=list(RULES))
    engine.state.requests.clear()
    return engine.state.script


def passages() -> list[ShownPassage]:
    return [page.passage for page in material.pages()]


def questions(found: Written) -> list[str]:
    return [candidate.question for candidate in found.kept]


pytestmark = pytest.mark.django_db(transaction=True)


def test_the_reader_has_to_find_the_same_answer(writing: Script, assistant: Assistant) -> None:
    found = write(assistant, passages(), [])
    assert questions(found) == ["Where are all your lamps made?"]
    assert (found.by, found.ended, found.passages, found.tried) == ("skill", "done", 12, 2)


def test_each_skill_is_asked_by_its_own_name_and_prompt(writing: Script, assistant: Assistant, engine: Any) -> None:
    write(assistant, passages(), [])
    names = {skill.published(assistant.base, which) for which in (skill.READING, skill.ASKING)}
    assert {request["model"] for request in engine.state.requests} == names
    asked = [request for request in engine.state.requests if request["messages"][0]["content"] == asking.SYSTEM]
    assert {request["model"] for request in asked} == {skill.published(assistant.base, skill.ASKING)}
    read = [request for request in engine.state.requests if request not in asked]
    assert len(read) == 2
    assert all("Answer in a few words" in request["messages"][0]["content"] for request in read)
    assert {request["cache_salt"] for request in engine.state.requests} == {assistant.tenant.cache_salt}


def test_the_skill_draws_twice_about_each_passage(writing: Script, assistant: Assistant, engine: Any) -> None:
    found = write(assistant, passages(), [])
    asked = [request for request in engine.state.requests if request["messages"][0]["content"] == asking.SYSTEM]
    assert [request["seed"] for request in asked] == [0] * 12 + [1] * 12
    assert {request["temperature"] for request in asked} == {pairs.TEMPERATURE}
    assert (found.passages, found.tried) == (12, 2)


def test_what_is_asked_already_is_not_asked_again(writing: Script, assistant: Assistant) -> None:
    known = Candidate("Where are all of your lamps made?", "x", "x", LAMPS, "d", "sentence")
    assert questions(write(assistant, passages(), [known])) == []


def test_passages_about_which_little_is_asked_come_first(
    writing: Script, assistant: Assistant, settings: LazySettings, engine: Any
) -> None:
    shown = passages()
    known = [Candidate(f"{number}?", "x", "x", passage, "d", "pair") for number, passage in enumerate(shown[:6])]
    seen: list[tuple[int, int]] = []
    moments = iter([0.0, 0.0, 50.0, 50.0])
    found = write(assistant, shown, known, lambda *done: seen.append(done), moments.__next__)
    assert (found.ended, found.passages, seen) == ("time", 6, [(0, 12), (3, 12)])
    told = [request["messages"][1]["content"] for request in engine.state.requests]
    assert not any(passage["text"] in text for passage in shown[:6] for text in told if "Questions: " in text)


def test_without_a_skill_for_the_base_nobody_is_asked(
    engine: Any, knowledge: None, assistant: Assistant, base: str
) -> None:
    engine.state.requests.clear()
    found = write(assistant, passages(), [])
    assert (found.by, found.ended, engine.state.requests) == ("", "none", [])


def test_no_time_means_no_questions(writing: Script, assistant: Assistant, settings: LazySettings) -> None:
    settings.ASKING_SECONDS = 0
    assert write(assistant, passages(), []).by == ""


def test_an_engine_that_fails_costs_the_rest_of_the_questions_only(writing: Script, assistant: Assistant) -> None:
    writing.fault = "unavailable"
    dataset = Dataset.objects.create(assistant=assistant)
    build(dataset)
    assert dataset.made["generated"]["ended"] == "engine"
    assert dataset.examples.filter(origin="sentence").exists()


def test_an_engine_too_slow_for_the_time_that_is_left_ends_it(
    writing: Script, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_module, "PATIENCE", 0.1)
    writing.fault = "silent"
    moments = iter([0.0, 75 - 1e-3])
    assert write(assistant, passages(), [], clock=moments.__next__).ended == "time"


def test_a_larger_model_writes_where_one_is_configured(
    writing: Script, assistant: Assistant, settings: LazySettings, engine: Any
) -> None:
    settings.ASKING_URL, settings.ASKING_MODEL = engine.state.url, "base"
    found = write(assistant, passages(), [])
    assert (found.by, questions(found)) == ("model", ["Where are all your lamps made?"])
    large = [request for request in engine.state.requests if request["model"] == "base"]
    assert len(large) == 12
    assert not any({"cache_salt", "seed"} & set(request) for request in large)


def test_a_larger_model_checks_itself_where_the_base_has_no_reading_skill(
    engine: Any, knowledge: None, assistant: Assistant, settings: LazySettings
) -> None:
    settings.ASKING_URL, settings.ASKING_MODEL = engine.state.url, "base"
    engine.state.script = Script(reply="Nothing.", rules=list(RULES))
    engine.state.requests.clear()
    assert questions(write(assistant, passages(), [])) == ["Where are all your lamps made?"]
    assert {request["model"] for request in engine.state.requests} == {"base"}


@pytest.fixture
def writes_everywhere(writing: Script) -> None:
    """The skill writes a question about each passage, and the reader finds its answer."""
    for title, text in ((page.page, page.passage["text"]) for page in material.pages()):
        answer = text.split(". ")[0]
        question = f"{title}: what happens with {' '.join(answer.split()[:3])}, please?"
        writing.rules.insert(0, Rule(f"{title}\n{text}\n\nQuestions", asking.render([Pair(question, answer)])))
        writing.rules.insert(0, Rule(f"Question: {question}", f"{answer} [1]."))


def test_questions_that_the_reader_answered_are_proposed_and_never_examined(
    writes_everywhere: None, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_module, "FEWEST_EXAMINED", 0)
    dataset = Dataset.objects.create(assistant=assistant)
    build(dataset)
    rows = dataset.examples.filter(origin="generated")
    assert 2 <= rows.count() == dataset.made["generated"]["kept"]
    assert set(rows.values_list("state", flat=True)) == {Example.State.PROPOSED}
    assert not rows.filter(split="exam").exists()
    for row in rows:
        (place,) = citations(row.answer, len(row.passages))
        assert row.passages[place - 1]["document"] == row.document
    assert dataset.own_proposals.filter(origin="generated").count() == rows.count()


def test_an_exam_with_too_few_questions_gets_some_that_nobody_has_answered(
    writes_everywhere: None, assistant: Assistant, engine: Any
) -> None:
    dataset = Dataset.objects.create(assistant=assistant)
    build(dataset)
    examined = dataset.examples.filter(origin="generated", split="exam")
    assert 1 <= examined.count() == dataset.made["generated"]["examined"]
    assert set(examined.values_list("state", flat=True)) == {Example.State.PROPOSED}
    learned = dataset.examples.filter(origin="generated").exclude(split="exam")
    assert learned.exists()
    assert not {row.document for row in learned} & {row.document for row in examined}
    put = [str(request["messages"]) for request in engine.state.requests]
    assert all(any(f"Question: {row.question}" in text for text in put) for row in learned)
    assert not any(f"Question: {row.question}" in text for row in examined for text in put)
