"""What a business writes about its intents is checked, kept and imported."""

import pytest

from assistants.intents import workflows
from assistants.intents.errors import BadIntent, BadPhrasings, TooFewPhrasings
from assistants.intents.models import Intent, Phrasing
from assistants.models import Assistant
from tenants.models import AuditEvent

pytestmark = pytest.mark.django_db(transaction=True)
ANSWER = {"name": "Opening hours", "action": "answer", "text": "From 9 to 6."}


def test_phrasings_are_kept_once_and_without_odd_spaces(assistant: Assistant) -> None:
    intent = workflows.add_intent(assistant, ANSWER, ["When are\tyou  open?", "When are you open?", " "])
    assert [row.text for row in intent.phrasings.all()] == ["When are you open?"]
    assert AuditEvent.objects.filter(verb="intent.add").exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "blank"),
        ({"text": ""}, "Write an answer"),
        ({"action": "link", "url": ""}, "the address"),
        ({"action": "link", "url": "javascript:alert(1)"}, "valid URL"),
        ({"action": "dance"}, "not a valid choice"),
        ({"tenant": "other"}, "cannot be set"),
    ],
)
def test_what_cannot_work_is_said(assistant: Assistant, fields: dict[str, str], said: str) -> None:
    with pytest.raises(BadIntent, match=said):
        workflows.add_intent(assistant, {**ANSWER, **fields}, ["When are you open?"])
    assert not Intent.objects.exists()


def test_two_intents_of_one_name_are_refused(assistant: Assistant) -> None:
    workflows.add_intent(assistant, ANSWER, ["When are you open?"])
    with pytest.raises(BadIntent, match="already"):
        workflows.add_intent(assistant, ANSWER, ["Are you open now?"])


@pytest.mark.parametrize("threshold", [-0.1, 1.5])
def test_a_threshold_is_a_share(assistant: Assistant, threshold: float) -> None:
    with pytest.raises(BadIntent, match="0 to 1"):
        workflows.set_threshold(assistant, threshold)


@pytest.mark.parametrize("head", ["text,category", "Intent;Text", ""])
def test_a_csv_brings_phrasings_and_new_intents(assistant: Assistant, head: str) -> None:
    rows = [("Where is my card?", "card_arrival"), ("Is it lost?", "card_lost"), ("Where is my card?", "card_arrival")]
    mark = ";" if ";" in head else ","
    lines = [head] if head else []
    lines += [mark.join(row if not head.startswith("Intent") else row[::-1]) for row in rows]
    workflows.add_intent(assistant, {"name": "card_lost", "text": "Call us."}, ["My card is gone"])
    assert workflows.import_phrasings(assistant, "\n".join(lines).encode()) == 2
    assert workflows.import_phrasings(assistant, "\n".join(lines).encode()) == 0
    arrival, lost = Intent.objects.order_by("name")
    assert (arrival.name, arrival.complete, lost.complete) == ("card_arrival", False, True)
    assert lost.phrasings.count() == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"text,intent\nHello,\n", "Row 2 names no intent"),
        (b"text,intent\n,greeting\n", "Row 2 has no sentence"),
        (b"text,intent\n" + b"x" * 501 + b",greeting\n", "501 characters"),
        (b"text,intent\n", "0 rows"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b'text,intent\n"Hello,greeting\n', "line"),
    ],
)
def test_a_wrong_row_refuses_the_file(assistant: Assistant, content: bytes, said: str) -> None:
    with pytest.raises(BadPhrasings, match=said):
        workflows.import_phrasings(assistant, content)
    assert not Phrasing.objects.exists()


def test_fine_tuning_needs_something_to_learn_from(assistant: Assistant) -> None:
    workflows.add_intent(assistant, ANSWER, ["When are you open?"])
    with pytest.raises(TooFewPhrasings, match="1 phrasings of 1 intents"):
        workflows.start_tuning(assistant)
