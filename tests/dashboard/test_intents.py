"""The intents page: write, import, try, set the threshold, see what is confused."""

from uuid import UUID

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assistants.intents.learning.outcomes import NOTHING, Outcomes
from assistants.intents.models import Intent, Phrasing, Recogniser
from dashboard.confusion import AS_USUAL, confusions
from tests.dashboard.furnish import House


def at(house: House, name: str, **parts: UUID) -> str:
    return reverse(name, kwargs={"assistant_id": house.assistant.pk, **parts})


def test_an_intent_is_added_with_its_phrasings(house: House, as_alice: Client) -> None:
    said = {"name": "Returns", "action": "answer", "text": "Within 45 days.", "phrasings": "Send it back\nReturn it"}
    assert as_alice.post(at(house, "add-intent"), said).status_code == 302
    row = Intent.across_tenants.get(name="Returns")
    assert sorted(row.phrasings.values_list("text", flat=True)) == ["Return it", "Send it back"]


def test_an_incomplete_action_is_said_on_the_form(house: House, as_alice: Client) -> None:
    said = {"name": "Returns", "action": "link", "phrasings": "Send it back"}
    page = as_alice.post(at(house, "add-intent"), said)
    assert page.status_code == 422
    assert "Write the address that it leads to." in page.text
    assert "Send it back" in page.text


def test_a_phrasing_taken_off_the_form_is_forgotten(house: House, as_alice: Client) -> None:
    own = at(house, "intent", intent_id=house.ids["intent_id"])
    assert "I want to track a parcel" in as_alice.get(own).text
    said = {"name": "Track it", "action": "link", "url": "https://lamp.example/t", "phrasings": "Where is it?"}
    assert as_alice.post(own, said).status_code == 302
    row = Intent.across_tenants.get(pk=house.ids["intent_id"])
    assert (row.name, [one.text for one in row.phrasings.all()]) == ("Track it", ["Where is it?"])


def test_a_file_with_a_wrong_row_is_refused_by_its_number(house: House, as_alice: Client) -> None:
    sent = {"file": SimpleUploadedFile("a.csv", b"text,intent\nHello,greeting\nBye,\n")}
    page = as_alice.post(at(house, "import-phrasings"), sent)
    assert page.status_code == 422
    assert "Row 3 names no intent." in page.text
    sent = {"file": SimpleUploadedFile("a.csv", b"text,intent\nHello,greeting\nBye,greeting\n")}
    assert as_alice.post(at(house, "import-phrasings"), sent).status_code == 302
    assert Phrasing.across_tenants.filter(intent__name="greeting").count() == 2


@pytest.mark.parametrize(("given", "kept"), [("0.7", 0.7), ("", None)])
def test_the_threshold_is_ones_own_or_the_suggested_one(
    given: str, kept: float | None, house: House, as_alice: Client
) -> None:
    assert as_alice.post(at(house, "intent-threshold"), {"threshold": given}).status_code == 302
    assert Recogniser.across_tenants.get().threshold == kept
    assert as_alice.post(at(house, "intent-threshold"), {"threshold": "7"}).status_code == 422


def test_the_page_shows_figures_the_matrix_and_what_has_no_action(house: House, as_alice: Client) -> None:
    page = as_alice.get(at(house, "intents")).text
    assert "Confusion matrix" in page
    assert "No action yet" in page
    assert "75 %" in page
    assert "Training for the comparison" in page


def test_the_matrix_goes_out_for_a_spreadsheet(house: House, as_alice: Client) -> None:
    lines = as_alice.get(at(house, "confusion-csv")).text.splitlines()
    assert lines[0] == "\ufeffintent,Track a parcel,Talk to a person,Cancel an order,Answers as usual"
    assert lines[1] == "Track a parcel,1,1,0,0"
    assert lines[-1] == "None of them,0,0,0,1"


def test_without_an_engine_trying_says_so(house: House, as_alice: Client, settings: LazySettings) -> None:
    settings.ENGINE_URL = "http://127.0.0.1:9"
    page = as_alice.get(at(house, "try-intents"), {"said": "Where is my parcel?"}).text
    assert "engine" in page


def test_many_intents_show_what_is_confused_most_instead_of_the_matrix() -> None:
    intents = [str(number) for number in range(20)]
    heard = Outcomes(intents, [0, 0, 3, NOTHING], [5, 5, 7, 1], [0.9, 0.9, 0.2, 0.1])
    found = confusions(heard, {name: f"Intent {name}" for name in intents}, 0.5)
    assert found is not None
    assert found.rows == []
    assert found.pairs == [("Intent 0", "Intent 5", 2), ("Intent 3", AS_USUAL, 1)]
