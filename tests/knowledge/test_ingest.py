"""A source becomes documents and passages, whole or not at all, and reading it again changes only what changed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from starlette.applications import Starlette

from knowledge import workflows
from knowledge.models import Document, Passage, Question, Source
from knowledge.search import search
from knowledge.vectors import row_count
from tenants.models import Job, Tenant
from tests.knowledge.website import Website

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_shop")]

RETURNS = "Every article may be returned within thirty days, unworn and in its box, for a full refund of its price."
Work = Callable[[], int]


def read(source: Source, work: Work) -> Source:
    work()
    source.refresh_from_db()
    return source


def states(source: Source) -> dict[str, tuple[str, str]]:
    return {
        document.url.partition("/")[2].partition("/")[2].partition("/")[2]: (document.state, document.error_code)
        for document in source.documents.all()
    }


def test_a_website_is_read_and_each_page_has_its_own_state(website: Website, engine: Starlette, work: Work) -> None:
    website.page("/", "Home", "Welcome to the shop at the harbour.", ("/returns", "/copy", "/gone", "/empty", "/data"))
    website.page("/returns", "Returns", RETURNS, ("/print",))
    website.page("/copy", "Returns", RETURNS)
    website.page("/print", "Print", RETURNS, head='<link rel="canonical" href="/returns">')
    website.put("/empty", "<html><body></body></html>")
    website.put("/data", "a b", "application/octet-stream")
    source = read(workflows.add_website(website.url), work)
    assert (source.state, source.error) == (Source.State.READY, "")
    assert source.read_at
    assert states(source) == {
        "": ("read", ""),
        "returns": ("read", ""),
        "copy": ("duplicate", "duplicate"),
        "print": ("duplicate", "duplicate"),
        "gone": ("failed", "http_404"),
        "empty": ("skipped", "empty"),
        "data": ("skipped", "not_a_page"),
    }
    assert Job.objects.get().progress == {"found": 7, "read": 2, "failed": 1}
    hit = search("How long may I return an article?")[0]
    assert (hit.title, hit.url) == ("Returns", f"{website.url}/returns")


def test_a_passage_has_a_vector_of_its_own_and_one_of_each_sentence(engine: Starlette, work: Work) -> None:
    workflows.add_text("Hours", "We open at nine. We close at five.")
    work()
    passage = Passage.objects.get()
    assert (row_count(passage.vector), row_count(passage.sentence_vectors)) == (1, 2)


def test_reading_again_updates_what_changed_and_removes_what_is_gone(
    website: Website, engine: Starlette, work: Work
) -> None:
    website.page("/", "Home", "Welcome to the shop.", ("/a", "/b"))
    website.page("/a", "A", "Apples are sold here.")
    website.page("/b", "B", "Bread is sold here.")
    source = read(workflows.add_website(website.url), work)
    kept = set(Passage.objects.filter(document__title="Home").values_list("pk", flat=True))
    website.page("/", "Home", "Welcome to the shop.", ("/a",))
    website.page("/a", "A", "Apricots are sold here.")
    workflows.read_again(source)
    read(source, work)
    assert {passage.text for passage in Passage.objects.all()} == {"Welcome to the shop.", "Apricots are sold here."}
    assert kept == set(Passage.objects.filter(document__title="Home").values_list("pk", flat=True))
    assert set(states(source)) == {"", "a"}


def test_a_page_that_is_out_of_order_today_keeps_its_words(website: Website, engine: Starlette, work: Work) -> None:
    website.page("/", "Home", "Welcome to the shop.", ("/a",))
    website.page("/a", "A", "Apples are sold here.", ("/b",))
    website.page("/b", "B", "Bread is sold here.")
    source = read(workflows.add_website(website.url), work)
    website.fail("/a", 503)
    workflows.read_again(source)
    read(source, work)
    assert states(source)["a"] == ("read", "http_503")
    assert {passage.text for passage in Passage.objects.all()} >= {"Apples are sold here.", "Bread is sold here."}


def test_a_reading_whose_time_is_up_removes_nothing(
    website: Website, engine: Starlette, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    website.page("/", "Home", "Welcome to the shop.", ("/a",))
    website.page("/a", "A", "Apples are sold here.")
    source = read(workflows.add_website(website.url), work)
    monkeypatch.setattr("knowledge.ingest.website.LONGEST_SECONDS", 0.0)
    website.page("/", "Home", "Welcome to the new shop.", ("/a",))
    workflows.read_again(source)
    read(source, work)
    assert {passage.text for passage in Passage.objects.all()} == {"Welcome to the new shop.", "Apples are sold here."}


def test_a_file_whose_header_asks_not_to_be_indexed_is_left_out(
    website: Website, engine: Starlette, work: Work
) -> None:
    website.page("/", "Home", "Welcome to the shop.", ("/rota.txt", "/open.txt"))
    website.put("/rota.txt", "Alice is off on Monday.", "text/plain", X_Robots_Tag="noindex")
    website.put("/open.txt", "Käse ab 5 €.".encode("cp1252"), "text/plain; charset=iso-8859-1")
    source = read(workflows.add_website(website.url), work)
    assert states(source) == {"": ("read", ""), "rota.txt": ("skipped", "noindex"), "open.txt": ("read", "")}
    assert Passage.objects.filter(text="Käse ab 5 €.").exists()


def test_a_site_that_cannot_be_reached_fails_in_words_and_loses_nothing(
    website: Website, engine: Starlette, work: Work
) -> None:
    website.page("/", "Home", "Welcome to the shop.")
    source = read(workflows.add_website(website.url), work)
    website.fail("/", 404)
    workflows.read_again(source)
    read(source, work)
    assert (source.state, source.error_code) == (Source.State.FAILED, "http_404")
    assert "correct the link" in source.error
    assert Passage.objects.count() == 1


def test_a_site_without_a_word_says_so(website: Website, engine: Starlette, work: Work) -> None:
    website.put("/", "<html><body><script>draw()</script></body></html>")
    source = read(workflows.add_website(website.url), work)
    assert (source.state, source.error_code) == (Source.State.FAILED, "nothing_found")


def test_without_the_engine_a_source_waits_and_goes_on_by_itself(engine: Starlette, work: Work, settings) -> None:
    url, settings.ENGINE_URL = settings.ENGINE_URL, "http://127.0.0.1:9"
    source = read(workflows.add_text("Hours", "We open at nine."), work)
    assert source.state == Source.State.WAITING
    assert source.waits_for_engine
    assert Job.objects.get().state == Job.State.QUEUED
    settings.ENGINE_URL = url
    Job.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    assert read(source, work).state == Source.State.READY
    assert not source.waits_for_engine


def test_an_engine_that_never_comes_back_is_named(no_engine: None, work: Work) -> None:
    source = workflows.add_text("Hours", "We open at nine.")
    Job.objects.update(max_attempts=1)
    assert (read(source, work).state, source.error_code) == (Source.State.FAILED, "engine_away")


def test_questions_on_a_page_are_found_with_its_address(website: Website, engine: Starlette, work: Work) -> None:
    website.put("/", f"<main><h1>Help</h1><p>{RETURNS}</p><h2>Open on Sunday?</h2><p>No, never.</p></main>")
    workflows.add_website(website.url)
    work()
    row = Question.objects.get()
    assert (row.question, row.answer, row.origin) == ("Open on Sunday?", "No, never.", Question.Origin.FAQ)
    assert search("Are you open on Sunday?")[0].url == f"{website.url}/"


def test_a_file_of_questions_gives_each_a_document_of_its_own(engine: Starlette, work: Work) -> None:
    upload = SimpleUploadedFile("faq.csv", b"question,answer\nOpen on Sunday?,No.\nParking?,Behind the house.\n")
    source = read(workflows.add_file(upload), work)
    assert source.state == Source.State.READY
    assert source.documents.count() == 2
    assert set(Question.objects.values_list("question", "origin")) == {("Open on Sunday?", "csv"), ("Parking?", "csv")}
    workflows.read_again(source)
    read(source, work)
    assert Question.objects.count() == source.documents.count() == 2


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("faq.csv", b"question,answer\nA?\n", "csv_row"),
        ("a.pdf", b"%PDF-1.4 broken", "damaged"),
        ("a.txt", b"  \n ", "empty"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(
    name: str, data: bytes, code: str, engine: Starlette, work: Work
) -> None:
    source = read(workflows.add_file(SimpleUploadedFile(name, data)), work)
    assert (source.state, source.error_code) == (Source.State.FAILED, code)
    assert source.error


def test_an_engine_that_dies_in_the_middle_leaves_every_document_whole(
    website: Website, engine: Starlette, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    website.page("/", "Home", "Welcome to the shop.")
    source = read(workflows.add_website(website.url), work)
    website.page("/", "Home", "Something else entirely.")

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("died")

    monkeypatch.setattr("knowledge.indexing._fill", fail)
    workflows.read_again(source)
    work()
    assert Passage.objects.get().text == "Welcome to the shop."
    assert Document.objects.get().words == 4


def test_a_removed_source_is_not_read_by_a_job_that_comes_late(shop: Tenant, engine: Starlette, work: Work) -> None:
    source = workflows.add_text("Hours", "We open at nine.")
    job = Job.objects.get()
    workflows.remove_source(source)
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED, cancel_requested=False)
    work()
    job.refresh_from_db()
    assert (job.state, Passage.objects.count()) == (Job.State.SUCCEEDED, 0)
