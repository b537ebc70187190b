"""Which method is taken and why, what rows it learns from, and the one that trains nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistants import errors
from assistants.answers import compose
from assistants.answers.shots import Index, Shot, matter, nearest
from assistants.catalogue import Machine, Task, find, recommend_method
from assistants.exam.arms import Arm, arms, live_arm
from assistants.exam.records import Given, Question
from assistants.examples.build import freeze
from assistants.models import Adapter, Assistant, Dataset, Example, Training
from assistants.package.archive import download
from assistants.training import rows
from assistants.training.method import NAMES, SAID
from assistants.workflows import expect, promote, start_training
from assistants.workflows.trainings import recommend
from tenants.models import Job, Tenant
from tests.assistants.conftest import program, work_off
from tuning.job import files
from tuning.job.methods import METHODS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("base")]

SMALL = find("smollm2-135m-instruct")
LARGE = find("qwen2.5-7b-instruct")
LAPTOP = Machine(memory_gb=24, processors=2)


def _task(**facts: Any) -> Task:
    plain = {"rows": 120, "own_words": 10, "topics": 8, "passages": 40, "skill": True, "minutes": 6.0}
    return Task(**{**plain, "model": SMALL, "machine": LAPTOP, **facts})


@pytest.mark.parametrize(
    ("facts", "method", "said"),
    [
        ({}, "transfer", "The shared skill reads, cites and refuses already"),
        ({"rows": 12}, "few_shot", "There are 12 approved examples: too few to train on"),
        ({"model": LARGE}, "few_shot", "takes about 78.6 GB, more than this machine can give"),
        ({"minutes": 600.0}, "few_shot", "would take about 10 hours"),
        ({"skill": False}, "task_specific", "There is no shared skill for SmolLM2 135M Instruct"),
        ({"rows": 300, "passages": 600}, "sequential", "There is much text (600 passages) beside 300 examples"),
        ({"rows": 300, "own_words": 120}, "multi_task", "120 of the 300 answers are in your own words"),
        ({"rows": 300, "own_words": 120, "minutes": 19.0}, "transfer", "a faster machine, to stay under 20 minutes"),
        ({"rows": 2}, "transfer", "2 examples take about 6 minutes on 2 processors."),
    ],
)
def test_data_and_machine_decide_and_the_reason_is_said(facts: dict[str, Any], method: str, said: str) -> None:
    advice = recommend_method(_task(**facts))
    assert advice.method == method
    assert said in " ".join(advice.reasons)


def test_every_method_has_a_name_a_sentence_and_a_page() -> None:
    assert NAMES.keys() == SAID.keys() == METHODS.keys()
    pages = Path(__file__).parents[2] / "docs" / "methods"
    assert {page.stem for page in pages.glob("*.md")} == {*(name.replace("_", "-") for name in METHODS), "README"}


@pytest.fixture
def approved(dataset: Dataset) -> Dataset:
    dataset.examples.update(state=Example.State.APPROVED)
    return dataset


def _rows(dataset: Dataset) -> list[Example]:
    splits = [Example.Split.TRAIN, Example.Split.VALID]
    return list(dataset.examples.filter(split__in=splits).order_by("pk"))


def test_reading_takes_the_pages_of_its_side_and_never_those_of_the_exam(approved: Dataset) -> None:
    found = rows.examples(_rows(approved), "sequential")
    read = [one for one in found if one.kind == "reading"]
    asked = {one.document: one.split for one in found if one.kind == "answer"}
    exam = set(approved.examples.filter(split=Example.Split.EXAM).values_list("document", flat=True)) - {""}
    assert read
    assert {one.document for one in read}.isdisjoint(exam)
    assert all(one.split == asked[one.document] for one in read)


def test_multi_task_rows_name_the_page_and_speak_in_the_businesss_words(approved: Dataset) -> None:
    found = rows.examples(_rows(approved), "multi_task")
    intents, tones = ([one for one in found if one.kind == kind] for kind in ("intent", "tone"))
    assert len({one.answer for one in intents}) >= 2
    assert {one.split for one in [*intents, *tones]} == {"train"}
    assert any(one.answer.startswith("Yes, lamp number") and "[" not in one.answer for one in tones)


def test_plain_methods_add_no_rows(approved: Dataset) -> None:
    taken = _rows(approved)
    for method in ("transfer", "task_specific"):
        assert [one.id for one in rows.examples(taken, method)] == [str(row.pk) for row in taken]


def test_the_job_folder_says_the_method(approved: Dataset, tuning: Path) -> None:
    training = start_training(approved.assistant, params={"method": "sequential"})
    assert (training.method, training.advice["method"]) == ("sequential", "task_specific")
    work_off()
    assert files.read_job(training.folder).method == "sequential"
    assert training.estimate["method"] == "sequential"


def test_what_is_recommended_is_taken_where_nothing_was_chosen(approved: Dataset, tuning: Path) -> None:
    training = start_training(approved.assistant, params={"method": "auto"})
    assert training.method == recommend(approved.assistant).method == "task_specific"


def test_an_unknown_method_is_told(assistant: Assistant) -> None:
    with pytest.raises(errors.BadParameters, match="method cannot be 'magic'") as caught:
        start_training(assistant, params={"method": "magic"})
    assert "few_shot" in caught.value.hint


def test_more_stages_are_foreseen_to_take_longer(approved: Dataset) -> None:
    unlimited = {"max_minutes": 600, "epochs": 1}
    plain, read, beside = (
        expect(approved.assistant, params={**unlimited, "method": method}).tokens
        for method in ("task_specific", "sequential", "multi_task")
    )
    assert plain < read
    assert plain < beside
    nothing = expect(approved.assistant, params={"method": "few_shot"})
    assert (nothing.tokens, nothing.seconds, nothing.limited) == (0, 0.0, False)


def _few_shot(dataset: Dataset) -> Training:
    training = start_training(dataset.assistant, params={"method": "few_shot"})
    work_off()
    return Training.objects.select_related("job", "adapter", "report_card", "dataset").get(pk=training.pk)


def test_a_few_shot_version_is_examined_without_any_training(approved: Dataset) -> None:
    training = _few_shot(approved)
    assert (training.job.state, training.job.error) == (Job.State.SUCCEEDED, "")
    assert training.adapter.name.startswith("s-")
    assert (training.adapter.served, training.adapter.shots) == ("", training.dataset)
    assert set(training.report_card.arms) == {"few_shot", "base", "candidate"}
    assert training.report_card.arms["few_shot"] == training.report_card.arms["candidate"]
    with pytest.raises(errors.AdapterGone, match="is a few-shot version"):
        download(training.adapter)


def test_a_few_shot_version_that_is_live_shows_visitors_the_nearest_rows(approved: Dataset, engine: Any) -> None:
    adapter = _few_shot(approved).adapter
    promote(adapter)
    assistant = Assistant.objects.select_related("tenant", "live_adapter").get()
    row = approved.examples.filter(split=Example.Split.TRAIN, origin="pair")[0]
    prepared = compose(assistant, row.question)
    assert prepared.request is not None
    roles = [turn["role"] for turn in prepared.request.messages]
    assert roles == ["system", "user", "assistant", "user", "assistant", "user"]
    assert f"Question: {row.question}" in prepared.request.messages[3]["content"]
    assert prepared.request.messages[4]["content"].endswith("[1]")
    assert (prepared.adapter, prepared.request.model) == (adapter.name, "base")
    assert live_arm(assistant).version.shots == approved.pk


def test_a_version_that_sits_twice_is_asked_once(approved: Dataset, engine: Any) -> None:
    engine.state.requests.clear()
    training = _few_shot(approved)
    asked = [request for request in engine.state.requests if "messages" in json.dumps(request, default=str)]
    assert len(asked) <= 2 * len(training.report_card.rows)


def test_too_few_rows_to_show_are_told(approved: Dataset) -> None:
    training_rows = approved.examples.filter(split=Example.Split.TRAIN)
    training_rows.exclude(pk__in=training_rows[:3]).update(state=Example.State.REJECTED)
    with pytest.raises(errors.TooLittleData, match="3 approved examples to train on; 4 are needed"):
        start_training(approved.assistant, params={"method": "few_shot"})


def test_the_skill_is_an_arm_of_its_own_and_stands_in_for_live_until_a_promotion(
    approved: Dataset, monkeypatch: pytest.MonkeyPatch, tuning: Path
) -> None:
    monkeypatch.setattr("assistants.skill.published", lambda base: "a-skill")
    monkeypatch.setattr("assistants.training.verdict.sit", _sit_in_silence)
    training = start_training(approved.assistant)
    work_off()
    candidate = Adapter.objects.select_related("training").get(training=training)
    assert [arm.name for arm in arms(approved.assistant, candidate)] == ["few_shot", "skill", "candidate"]
    card = Training.objects.get().report_card
    assert card.comparison["against"] == "skill"
    promote(candidate)
    approved.assistant.refresh_from_db()
    assert [arm.name for arm in arms(approved.assistant, candidate)] == ["few_shot", "skill", "live", "candidate"]


def _sit_in_silence(
    assistant: Assistant, questions: list[Question], arms: list[Arm], report: Any
) -> dict[str, list[Given]]:
    return {arm.name: [Given("", True, [], [], [], 1.0)] * len(questions) for arm in arms}


def test_the_nearest_shot_stands_last_and_equals_are_in_a_fixed_order() -> None:
    questions = ["How long is delivery?", "What does delivery cost?", "Do you sell vases?", "Who made the lamp?"]
    index = Index.of(Shot(question, "x", matter(question)) for question in questions)
    found = [shot.asked for shot in index.nearest("How much do deliveries cost?", 2)]
    assert found == ["How long is delivery?", "What does delivery cost?"]
    assert [shot.asked for shot in index.nearest("Bananas", 2)] == sorted(questions)[:2][::-1]


def test_a_shot_is_the_sentence_that_holds_the_answer(approved: Dataset) -> None:
    freeze(approved)
    row = next(row for row in _rows(approved) if row.origin == "sentence" and row.split == "train")
    *_, asked, answer = nearest(approved.pk, row.question)
    assert asked["content"].startswith("[1] ")
    assert len(asked["content"]) < 250
    assert answer["content"].endswith(" [1]")


def test_a_program_reads_the_methods_and_the_recommendation(shop: Tenant, assistant: Assistant, tuning: Path) -> None:
    api, path = program(shop), f"/api/v1/assistants/{assistant.pk}/methods/"
    assert api.get(path).json()["recommended"] is None
    found = api.get(path).json()["methods"]
    assert [one["method"] for one in found] == list(NAMES)
    assert found[0]["fewest_examples"] == 4


def test_an_outsider_reads_no_recommendation(assistant: Assistant, other_shop: Tenant) -> None:
    assert program(other_shop).get(f"/api/v1/assistants/{assistant.pk}/methods/").status_code == 404
