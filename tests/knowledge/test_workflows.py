"""What a person can do with knowledge, and what is said when it cannot be done."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks, Settings
from starlette.applications import Starlette

from knowledge import workflows
from knowledge.egress import BadAddress, PrivateAddress
from knowledge.errors import NothingToRead, Rejected
from knowledge.models import Document, Passage, Question, Source
from knowledge.search import search
from tenants.errors import UserError
from tenants.models import AuditEvent, Job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_shop")]


def test_adding_leaves_a_source_a_job_and_a_trace(alice: User) -> None:
    source = workflows.add_website("shop.example/start", actor=alice, page_budget=10)
    assert (source.url, source.title, source.page_budget) == ("https://shop.example/start", "shop.example", 10)
    assert Job.objects.get().subject_id == source.pk
    event = AuditEvent.objects.get(verb="source.add")
    assert (event.actor, event.target) == (alice, "shop.example")


@pytest.mark.parametrize("url", ["", "ftp://shop.example", "http://", "java script"])
def test_a_bad_address_is_refused(url: str) -> None:
    with pytest.raises(UserError) as raised:
        workflows.add_website(url)
    assert isinstance(raised.value, BadAddress | PrivateAddress)
    assert raised.value.hint
    assert not Source.objects.exists()


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "10.0.0.1", "http://[::1]/", "localhost:8000", "printer.local"])
def test_a_private_address_is_refused_at_once(url: str) -> None:
    with pytest.raises(PrivateAddress):
        workflows.add_website(url)


@pytest.mark.parametrize(
    ("add", "code"),
    [
        (lambda: workflows.add_text("", "words"), "empty"),
        (lambda: workflows.add_text("Title", "  "), "empty"),
        (lambda: workflows.add_text("Title", "x" * 1_000_001), "too_long"),
        (lambda: workflows.add_file(SimpleUploadedFile("a.txt", b"")), "empty"),
        (lambda: workflows.add_file(SimpleUploadedFile("a.exe", b"MZ")), "unsupported_type"),
        (lambda: workflows.add_file(SimpleUploadedFile("a.txt", b"x" * 101)), "too_large"),
        (lambda: workflows.add_question("x" * 100_000, "y"), "too_long"),
        (lambda: workflows.add_question("Why?", "y" * 20_001), "too_long"),
        (lambda: workflows.add_question(" ", "y"), "empty"),
        (lambda: workflows.add_question("Why?", ""), "empty"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words(add: Callable[[], object], code: str, settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 100
    with pytest.raises(Rejected) as raised:
        add()
    assert raised.value.code == code
    assert raised.value.hint
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    "add",
    [
        lambda: workflows.add_website("https://shop.example/?utm_source=x"),
        lambda: workflows.add_text("Hours", "We open at nine."),
        lambda: workflows.add_file(SimpleUploadedFile("a.txt", b"words")),
        lambda: workflows.add_question("Why?", "Because."),
    ],
)
def test_the_same_thing_twice_is_refused(add: Callable[[], object], engine: Starlette) -> None:
    add()
    with pytest.raises(Rejected) as raised:
        add()
    assert (raised.value.code, raised.value.status) == ("duplicate", 409)


def test_a_question_is_found_at_once(engine: Starlette) -> None:
    row = workflows.add_question("Do you repair zippers?", "Yes.")
    assert search("zippers")[0].passage_id == row.passage_id
    assert not Job.objects.exists()


def test_a_question_typed_without_the_engine_is_found_later(
    engine: Starlette, settings: Settings, work: Callable[[], int]
) -> None:
    url, settings.ENGINE_URL = settings.ENGINE_URL, "http://127.0.0.1:9"
    row = workflows.add_question("Do you repair zippers?", "Yes.")
    assert row.passage is None
    settings.ENGINE_URL = url
    work()
    assert search("zippers")[0].text == "Do you repair zippers?\nYes."


def test_an_edit_without_the_engine_silences_the_old_answer(engine: Starlette, settings: Settings) -> None:
    row = workflows.add_question("Do you repair zippers?", "Yes.")
    url, settings.ENGINE_URL = settings.ENGINE_URL, "http://127.0.0.1:9"
    workflows.edit_question(row, row.question, "No longer.")
    settings.ENGINE_URL = url
    assert search("zippers") == []


def test_a_correction_replaces_the_answer_that_was_given_before(engine: Starlette) -> None:
    row = workflows.add_question("Do you repair zippers?", "Yes.")
    corrected = workflows.add_question("do you repair ZIPPERS?", "No longer.", origin=Question.Origin.CORRECTION)
    assert corrected.pk == row.pk
    assert [hit.text for hit in search("zippers")] == ["do you repair ZIPPERS?\nNo longer."]


def test_the_businesss_own_answer_wins_over_a_files(engine: Starlette, work: Callable[[], int]) -> None:
    source = workflows.add_file(SimpleUploadedFile("faq.csv", b"question,answer\nOpen on Sunday?,No.\nParking?,Yes.\n"))
    work()
    workflows.add_question("Open on Sunday?", "Yes, in summer.")
    workflows.read_again(source)
    work()
    assert dict(Question.objects.values_list("question", "answer")) == {
        "Open on Sunday?": "Yes, in summer.",
        "Parking?": "Yes.",
    }


def test_editing_a_question_that_was_found_makes_it_the_businesss_own(
    engine: Starlette, work: Callable[[], int]
) -> None:
    workflows.add_file(SimpleUploadedFile("faq.csv", b"question,answer\nParking?,Yes.\n"))
    work()
    row = workflows.edit_question(Question.objects.get(), "Parking?", "Behind the house.")
    assert (row.origin, row.source.kind) == (Question.Origin.TYPED, Source.Kind.QUESTIONS)
    assert [passage.text for passage in Passage.objects.all()] == ["Parking?\nBehind the house."]


def test_a_long_answer_goes_with_its_question(engine: Starlette) -> None:
    row = workflows.add_question("How?", "Turn it to the left and wait a little. " * 60)
    assert Passage.objects.count() > 1
    workflows.remove_question(row)
    assert not Passage.objects.exists()
    assert not Document.objects.exists()


def test_removing_a_source_removes_its_file_its_passages_and_its_questions(
    engine: Starlette, work: Callable[[], int], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    source = workflows.add_file(SimpleUploadedFile("faq.csv", b"question,answer\nParking?,Yes.\n"))
    work()
    storage, name = source.file.storage, source.file.name
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        workflows.remove_source(source)
    assert not storage.exists(name)
    assert not Passage.objects.exists()
    assert not Question.objects.exists()


def test_reading_again_does_not_start_a_second_job() -> None:
    source = workflows.add_text("Hours", "We open at nine.")
    assert workflows.read_again(source) == Job.objects.get()


def test_typed_questions_are_not_read_again(engine: Starlette) -> None:
    row = workflows.add_question("Why?", "Because.")
    with pytest.raises(NothingToRead):
        workflows.read_again(row.source)
