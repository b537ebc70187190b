"""The page of exams that the business brings."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assistants.models import ExamRun
from tenants.models import Job
from tests.dashboard.furnish import House


@pytest.fixture
def root(house: House) -> str:
    return f"/a/{house.assistant.pk}/training"


def _file(text: str, name: str = "exam.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def test_the_training_page_leads_to_it(root: str, as_alice: Client) -> None:
    assert f'href="{root}/exams"' in as_alice.get(f"{root}/").text


def test_a_table_becomes_an_exam_that_waits_for_its_turn(root: str, as_alice: Client, house: House) -> None:
    file = _file("question,answer\nHow long?,45 days\nDo you sell cars?,", "Spring.csv")
    answer = as_alice.post(f"{root}/exams/new", {"file": file}, follow=True)
    run = ExamRun.across_tenants.select_related("job", "tenant").get(title="Spring")
    assert answer.redirect_chain == [(f"{root}/exams/{run.pk}", 302)]
    assert "Asking 2 questions" in answer.text
    assert (run.tenant, run.job.kind, run.job.state) == (house.assistant.tenant, "assistants.exam", Job.State.QUEUED)
    assert [one["answerable"] for one in run.questions] == [True, False]


def test_the_shape_of_the_exam_command_is_taken(root: str, as_alice: Client) -> None:
    text = '[{"tenant": "shop", "documents": ["x"], "questions": [{"question": "How long?", "answers": ["45 days"]}]}]'
    as_alice.post(f"{root}/exams/new", {"file": _file(text, "exam.json"), "title": "Ours"})
    assert ExamRun.across_tenants.get(title="Ours").questions[0]["question"] == "How long?"


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (_file("question,answer\nHow long?,45 days\n,Nobody asked"), "Row 3: the question is empty."),
        (_file("How long?,45 days,six weeks"), "Row 1 has 3 columns instead of 2. Put quotes"),
        (_file('[{"question": "How long?", "answerable": true}]', "exam.json"), "Question 1 has no accepted answer."),
        (_file("{", "exam.json"), "The file is not JSON"),
        (_file(""), "The file is empty."),
        (_file("a,b\n" * 2001), "The file holds 2001 questions. Give 1 to 2,000"),
        (_file("x" * (5 * 2**20 + 1)), "Split it: an exam has up to 5 MB."),
        ("", "Choose a CSV or JSON file."),
    ],
)
def test_a_wrong_file_is_told_at_the_form(root: str, as_alice: Client, file: object, said: str) -> None:
    before = ExamRun.across_tenants.count()
    response = as_alice.post(f"{root}/exams/new", {"file": file})
    assert response.status_code == 422
    assert said in response.text
    assert ExamRun.across_tenants.count() == before


def test_the_list_says_how_each_exam_went(root: str, as_alice: Client) -> None:
    text = as_alice.get(f"{root}/exams").text
    assert "4 of 5" in text
    assert "Version 1" in text
    assert "Nothing answers." in text
    assert 'hx-trigger="every 2s"' in text


def test_an_exam_that_was_held_shows_its_worst_with_a_way_to_fix_them(
    root: str, as_alice: Client, house: House
) -> None:
    page = f"{root}/exams/{house.ids['run_id']}"
    text = as_alice.get(page).text
    assert "4 of 5 questions right" in text
    assert f"{page}/questions/4" in text
    assert "When are you open on Mondays?" in as_alice.get(f"{page}/questions/4").text


def test_an_exam_is_removed_and_stops(root: str, as_alice: Client) -> None:
    run = ExamRun.across_tenants.select_related("job").get(title="Hotline, autumn")
    assert "is removed." in as_alice.post(f"{root}/exams/{run.pk}/removal", follow=True).text
    assert not ExamRun.across_tenants.filter(pk=run.pk).exists()
    assert Job.across_tenants.get(pk=run.job_id).state == Job.State.CANCELLED
