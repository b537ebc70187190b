"""What a training will take is said before it starts, from what trainings took here."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from assistants import errors
from assistants.catalogue.tokens import TYPICAL, tokens_per_character
from assistants.models import Assistant, Dataset, Training
from assistants.training import pace
from assistants.training.estimate import actual, foresee
from assistants.training.params import MAX_MINUTES
from assistants.workflows import expect, start_training
from tenants.jobs import enqueue
from tenants.models import Job, Tenant
from tenants.scope import tenant_scope

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("base")]


def _past(dataset: Dataset, tokens: int, seconds: float, around: float, **fields: Any) -> Training:
    """A training that ended."""
    result = {"status": "succeeded", "tokens": tokens, "seconds": seconds}
    job = enqueue("assistants.train", dataset.pk)
    whole, now = timedelta(seconds=seconds + around), timezone.now()
    Job.objects.filter(pk=job.pk).update(state="succeeded", attempt=1, started_at=now - whole, finished_at=now)
    base = dataset.assistant.base
    rows = {"assistant": dataset.assistant, "dataset": dataset, "job": job, "base": base, "result": result}
    return Training.objects.create(**{**rows, **fields})


def test_a_first_training_is_foreseen_from_a_default(dataset: Dataset) -> None:
    foreseen = expect(dataset.assistant, approve_all=True)
    assert foreseen.rows == dataset.trainable(approve_all=True).filter(split="train").count()
    assert (foreseen.measured, foreseen.cost, foreseen.currency) == (0, 0.0, "EUR")
    assert foreseen.tokens > foreseen.rows * 60
    assert foreseen.total_seconds == foreseen.seconds + pace.OVERHEAD_SECONDS
    assert expect(dataset.assistant).rows < foreseen.rows


def test_the_next_one_is_foreseen_from_what_the_last_ones_took(dataset: Dataset, other_shop: Tenant) -> None:
    for tokens in (100_000, 40_000, 10_000):
        _past(dataset, tokens, 100.0, around=30.0)
    foreseen = expect(dataset.assistant, params={"epochs": 1, "batch_size": 1}, approve_all=True)
    assert (foreseen.measured, foreseen.tokens_per_second) == (3, 400.0)
    assert foreseen.seconds == pytest.approx(foreseen.tokens / 400, rel=0.01)
    assert foreseen.total_seconds == pytest.approx(foreseen.seconds + 30)
    twice = expect(dataset.assistant, params={"epochs": 2, "batch_size": 1}, approve_all=True)
    assert twice.tokens == pytest.approx(2 * foreseen.tokens, rel=0.01)
    with tenant_scope(other_shop):
        assert pace.pace(dataset.assistant.base).tokens_per_second == 400.0


def test_a_larger_model_is_slower_by_its_size(dataset: Dataset) -> None:
    _past(dataset, 36_000, 100.0, around=0.0, base="smollm2-360m-instruct")
    assert pace.pace("smollm2-1.7b-instruct").tokens_per_second == pytest.approx(76, rel=0.01)
    assert pace.pace("gpt-5").measured == 0


def test_the_time_limit_bounds_it(dataset: Dataset) -> None:
    _past(dataset, 1000, 100.0, around=0.0)
    foreseen = expect(dataset.assistant, params={"epochs": 20}, approve_all=True)
    assert foreseen.limited
    assert (foreseen.seconds, foreseen.tokens) == (MAX_MINUTES * 60, MAX_MINUTES * 60 * 10)


def test_tokens_cost_what_the_operator_says(dataset: Dataset, settings: LazySettings) -> None:
    settings.TRAINING_PRICES, settings.CURRENCY = {dataset.assistant.base: 0.5}, "USD"
    foreseen = expect(dataset.assistant, approve_all=True)
    assert foreseen.cost == pytest.approx(foreseen.tokens / 2000, abs=0.001)
    assert foreseen.currency == "USD"


def test_nothing_is_foreseen_before_the_examples_are_made(assistant: Assistant) -> None:
    with pytest.raises(errors.NotReady, match="Make examples first"):
        expect(assistant)


def test_the_estimate_is_kept_beside_what_it_took(dataset: Dataset, settings: LazySettings) -> None:
    settings.TRAINING_PRICES = {dataset.assistant.base: 0.5}
    training = start_training(dataset.assistant, approve_all=True)
    foreseen = training.estimate
    assert (foreseen["rows"] > 0, actual(training)) == (True, None)
    training.result = {"tokens": 2000, "seconds": 12.5}
    settings.TRAINING_PRICES = {}
    took = actual(training)
    assert took is not None
    assert (took.tokens, took.seconds, took.total_seconds, took.cost) == (2000, 12.5, None, 1.0)
    foresee(training)
    assert training.estimate is foreseen


def test_tokens_are_counted_by_the_models_own_tokenizer(settings: LazySettings, assistant: Assistant) -> None:
    assert tokens_per_character(assistant.base, ["one two three"]) == TYPICAL
    tokenizer = Tokenizer(WordLevel({"one": 0, "two": 1, "?": 2}, unk_token="?"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(settings.MODELS_DIR / assistant.base / "tokenizer.json"))
    assert tokens_per_character(assistant.base, ["one two"] * 100) == 2 / 7
    assert tokens_per_character(assistant.base, []) == TYPICAL
