"""The official client's fine-tuning jobs, from the upload to the answer of what was learned."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openai
import pytest

from assistants.exchange.draft import Draft
from assistants.models import Assistant, Dataset, Example, Training
from chat.openai.fine_tuning import examples, rows
from chat.openai.models import FineTuning
from tenants.jobs import queue
from tenants.jobs.runner import Runner, run_job
from tenants.models import Job, Tenant
from tenants.scope import tenant_scope
from tests.chat.openai.lamps import ANSWERED, conversation, jsonl
from tuning.job.prompt import REFUSAL

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("knowledge", "base", "tuning")]

BASE = "smollm2-135m-instruct"
Create = Callable[..., Any]


def _file(client: openai.OpenAI, content: bytes | None = None) -> str:
    return client.files.create(file=("lamps.jsonl", content or jsonl()), purpose="fine-tune").id


@pytest.fixture
def create(client: openai.OpenAI, assistant: Assistant) -> Create:
    """Creates a job of Alice's program."""

    def made(**fields: Any) -> Any:
        if "training_file" not in fields:
            fields["training_file"] = _file(client)
        return client.fine_tuning.jobs.create(**{"model": str(assistant.pk), **fields})

    return made


def test_a_job_runs_to_its_end_and_what_it_learned_answers(
    client: openai.OpenAI, create: Create, assistant: Assistant
) -> None:
    job = create(suffix="lamps", seed=7, metadata={"run": "1"})
    assert (job.status, job.fine_tuned_model, job.finished_at, job.result_files) == ("validating_files", None, None, [])
    Runner().drain()
    done = client.fine_tuning.jobs.retrieve(job.id)
    assert (done.status, done.error, done.model, done.seed) == ("succeeded", None, str(assistant.pk), 7)
    assert done.metadata == {"run": "1"}
    assert done.finished_at >= done.created_at
    assert done.fine_tuned_model.startswith(f"ft:{BASE}:")
    assert ":lamps:" in done.fine_tuned_model
    assert done.fine_tuned_model in {model.id for model in client.models.list()}
    stream = client.chat.completions.create(
        model=done.fine_tuned_model,
        messages=[{"role": "user", "content": "How long can I return unused items?"}],
        stream=True,
    )
    chunks = list(stream)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == "It is 30 days [1]."
    assert chunks[0].system_fingerprint == Training.objects.get().adapter.name


def test_events_checkpoints_and_the_result_file_tell_how_it_went(client: openai.OpenAI, create: Create) -> None:
    job = create()
    Runner().drain()
    told = list(client.fine_tuning.jobs.list_events(job.id, limit=2))
    assert [event.message for event in told][-3:] == [
        "Files validated, moving job to queued state",
        f"Validating training file: {job.training_file}",
        f"Created fine-tuning job: {job.id}",
    ]
    assert told[0].message == "The job has successfully completed"
    assert len({event.id for event in told}) == len(told)
    losses = [event.data["train_loss"] for event in reversed(told) if event.type == "metrics"]
    assert losses == [2.0, 1.0, pytest.approx(2 / 3)]
    done = client.fine_tuning.jobs.retrieve(job.id)
    (checkpoint,) = client.fine_tuning.jobs.checkpoints.list(job.id)
    assert checkpoint.fine_tuned_model_checkpoint == done.fine_tuned_model
    assert (checkpoint.step_number, checkpoint.metrics.train_loss) == (3, 0.7)
    (result,) = done.result_files
    table = client.files.content(result).text.splitlines()
    assert table[0] == "step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy"
    assert table[1:] == ["1,2.0,,2.5,", "2,1.0,,1.25,", "3,0.6667,,0.8333,"]
    assert [file.id for file in client.files.list(purpose="fine-tune-results")] == [result]
    client.files.delete(result)
    assert client.fine_tuning.jobs.retrieve(job.id).result_files == []


def test_rows_are_shown_with_the_passages_that_the_search_brings(create: Create, client: openai.OpenAI) -> None:
    create(training_file=_file(client, jsonl() + b"\n" + json.dumps(conversation("Who wins?", REFUSAL)).encode()))
    Runner().drain()
    dataset = Dataset.objects.get(trainings__isnull=False)
    assert dataset.frozen
    for question, answer in ANSWERED.items():
        row = dataset.examples.get(question=question)
        number = int(row.answer.removeprefix(answer).strip(" []"))
        assert answer in row.passages[number - 1]["text"]
        assert len(row.passages) == 3
    refusal = dataset.examples.get(question="Who wins?")
    assert (refusal.kind, refusal.answer) == (Example.Kind.REFUSAL, REFUSAL)
    assert set(dataset.examples.values_list("split", flat=True)) == set(Example.Split.values)
    assert not dataset.examples.exclude(state=Example.State.APPROVED).exists()


def test_a_validation_file_is_what_validates(create: Create, client: openai.OpenAI) -> None:
    seen = json.dumps(conversation("What does express delivery cost?", "Express delivery costs 9 €."))
    fresh = json.dumps(conversation("When are you open?", "The shop is open from Monday to Saturday."))
    job = create(validation_file=_file(client, f"{seen}\n\n{fresh}\n".encode()))
    Runner().drain()
    (row,) = Example.objects.filter(dataset__trainings__isnull=False, split=Example.Split.VALID)
    assert row.question == "When are you open?"
    assert client.fine_tuning.jobs.retrieve(job.id).validation_file == job.validation_file


def test_hyperparameters_become_the_platforms_own(create: Create, client: openai.OpenAI) -> None:
    chosen = {"n_epochs": 4, "batch_size": 2, "learning_rate_multiplier": 0.5}
    job = create(method={"type": "supervised", "supervised": {"hyperparameters": chosen}}, seed=3)
    Runner().drain()
    params = Training.objects.get().params
    assert params == {"seed": 3, "epochs": 4, "max_minutes": 1440, "batch_size": 2, "learning_rate": 4e-4}
    done = client.fine_tuning.jobs.retrieve(job.id)
    assert done.hyperparameters.n_epochs == done.method.supervised.hyperparameters.n_epochs == 4


def test_auto_leaves_them_to_the_platform(create: Create) -> None:
    job = create(hyperparameters={"n_epochs": "auto"}, model=BASE)
    assert job.hyperparameters.to_dict() == {
        "n_epochs": "auto", "batch_size": "auto", "learning_rate_multiplier": "auto",
    }  # fmt: skip
    Runner().drain()
    assert Training.objects.get().params == {"seed": job.seed}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "Line 1 is not JSON"),
        (b'{"prompt": "a", "completion": "b"}', 'Line 1 holds no list "messages"'),
        (b'{"messages": [{"role": "user", "content": "a"}]}', "Line 1 has no assistant turn"),
        (b'{"messages": [{"role": "user", "content": 7}]}', "is not text"),
        (b"\xff\xfe", "not UTF-8"),
        (jsonl(12), "about 30 different questions"),
        (
            jsonl(3) + b"\n" + json.dumps(conversation("x" * 1001, "y")).encode(),
            "Line 4 is too long: its question has 1,001 characters",
        ),
    ],
)
def test_a_file_that_cannot_be_learned_from_fails_the_job_and_says_why(
    create: Create, client: openai.OpenAI, content: bytes, words: str
) -> None:
    job = create(training_file=_file(client, content))
    Runner().drain()
    failed = client.fine_tuning.jobs.retrieve(job.id)
    assert (failed.status, failed.error.code, failed.error.param) == (
        "failed", "invalid_training_file", "training_file",
    )  # fmt: skip
    assert words in failed.error.message
    (last, *_) = client.fine_tuning.jobs.list_events(job.id)
    assert last.level == "error"
    assert words in last.message
    assert not Training.objects.exists()
    assert not Dataset.objects.exists()


def test_a_file_deleted_before_it_was_read_fails_the_job(create: Create, client: openai.OpenAI) -> None:
    job = create()
    client.files.delete(job.training_file)
    Runner().drain()
    assert "deleted" in client.fine_tuning.jobs.retrieve(job.id).error.message


def test_a_training_that_fails_fails_the_job(create: Create, client: openai.OpenAI, tuning: Path) -> None:
    tuning.write_text("wrong")
    job = create()
    Runner().drain()
    failed = client.fine_tuning.jobs.retrieve(job.id)
    assert (failed.status, failed.error.code, failed.fine_tuned_model) == ("failed", "training_failed", None)
    assert "Row 7" in failed.error.message
    assert list(client.fine_tuning.jobs.checkpoints.list(job.id)) == []


def test_a_job_is_cancelled_before_and_after_its_files_are_read(create: Create, client: openai.OpenAI) -> None:
    waiting = create()
    assert client.fine_tuning.jobs.cancel(waiting.id).status == "cancelled"
    reading = create()
    job = queue.claim(["openai.read"], "test")
    assert job is not None
    run_job(job)
    assert client.fine_tuning.jobs.retrieve(reading.id).status == "queued"
    assert client.fine_tuning.jobs.cancel(reading.id).status == "cancelled"
    Runner().drain()
    assert [one.status for one in client.fine_tuning.jobs.list()] == ["cancelled", "cancelled"]
    assert client.fine_tuning.jobs.list_events(reading.id).data[0].message == "The job was cancelled"


def test_a_file_read_twice_starts_one_training(create: Create) -> None:
    create()
    job = queue.claim(["openai.read"], "test")
    assert job is not None
    run_job(job)
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
    again = queue.claim(["openai.read"], "test")
    assert again is not None
    run_job(again)
    assert Training.objects.count() == 1


def test_an_assistant_learns_one_thing_at_a_time(create: Create) -> None:
    create()
    with pytest.raises(openai.ConflictError, match="being trained already"):
        create()


def test_jobs_are_listed_page_by_page(create: Create, client: openai.OpenAI) -> None:
    made = []
    for _ in range(3):
        made.append(create().id)
        client.fine_tuning.jobs.cancel(made[-1])
    assert [job.id for job in client.fine_tuning.jobs.list(limit=2)] == made[::-1]
    assert client.fine_tuning.jobs.list(limit=2).has_more


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"training_file": ""}, "training_file"),
        ({"model": ""}, "model"),
        ({"model": f"ft:{BASE}:x::y"}, "model"),
        ({"method": {"type": "dpo"}}, "method"),
        ({"hyperparameters": {"n_epochs": 0}}, "hyperparameters.n_epochs"),
        ({"hyperparameters": {"beta": 1}}, "hyperparameters"),
        ({"suffix": "two words"}, "suffix"),
        ({"seed": -1}, "seed"),
        ({"metadata": {"a": "x" * 513}}, "metadata"),
        ({"metadata": {"a": "\0"}}, "metadata"),
        ({"integrations": [{"type": "wandb"}]}, "integrations"),
    ],
)
def test_a_wrong_field_of_a_job_is_named(create: Create, fields: Any, param: str) -> None:
    with pytest.raises(openai.BadRequestError) as raised:
        create(**fields)
    assert raised.value.param == param
    assert not FineTuning.objects.exists()


@pytest.mark.parametrize("fields", [{"model": "gpt-4o-mini"}, {"training_file": "file-1"}, {"validation_file": "x"}])
def test_what_a_job_names_must_be_there(create: Create, fields: Any) -> None:
    with pytest.raises(openai.NotFoundError) as raised:
        create(**fields)
    assert raised.value.param in fields


def test_an_outsider_finds_and_starts_no_job_of_ours(
    create: Create, client: openai.OpenAI, outsider: openai.OpenAI, other_shop: Tenant, assistant: Assistant
) -> None:
    job = create()
    Runner().drain()
    learned = client.fine_tuning.jobs.retrieve(job.id).fine_tuned_model
    theirs, jobs = _file(outsider), outsider.fine_tuning.jobs
    for call in (jobs.retrieve, jobs.cancel, jobs.list_events, jobs.checkpoints.list):
        with pytest.raises(openai.NotFoundError):
            call(job.id)
    assert list(jobs.list()) == []
    for fields in (
        {"model": str(assistant.pk), "training_file": theirs},
        {"model": BASE, "training_file": job.training_file},
        {"model": BASE, "training_file": theirs, "validation_file": job.training_file},
    ):
        with pytest.raises(openai.NotFoundError):
            jobs.create(**fields)
    with pytest.raises(openai.NotFoundError):
        outsider.chat.completions.create(model=learned, messages=[{"role": "user", "content": "Hello?"}])
    assert learned not in {model.id for model in outsider.models.list()}
    with tenant_scope(other_shop):
        assert not FineTuning.objects.exists()


def test_a_name_dressed_up_as_another_businesss_is_unknown(create: Create, client: openai.OpenAI) -> None:
    job = create()
    Runner().drain()
    name = client.fine_tuning.jobs.retrieve(job.id).fine_tuned_model
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve(name.replace(BASE, "gpt-4o"))
    assert client.models.retrieve(name).id == name


def _rows(count: int, document: str = "") -> list[examples.Shown]:
    return [examples.Shown(f"Is lamp {number} of {document} there?", "Yes.", [], document) for number in range(count)]


def test_questions_that_are_the_same_stay_on_one_side() -> None:
    same = [examples.Shown(question, "y", []) for question in ("Is it open?", "is it open", "IS IT OPEN!")]
    sides = examples.sided([*same, *_rows(60)], [])
    assert len({split for row, split in sides if row in same}) == 1


def test_no_page_is_on_two_sides() -> None:
    pages = [row for page in "abcdefgh" for row in _rows(8, page)]
    sides = {(row.document, split) for row, split in examples.sided(pages, [])}
    assert len(sides) == 8
    assert {split for _, split in sides} == {"train", "valid", "exam"}


def test_rows_that_all_rest_on_one_page_are_split_by_their_questions() -> None:
    splits = [split for _, split in examples.sided(_rows(40, "a"), [])]
    assert (splits.count("train"), splits.count("valid"), splits.count("exam")) == (28, 4, 8)


def test_of_a_large_file_a_few_rows_are_enough_for_the_exam() -> None:
    splits = [split for _, split in examples.sided(_rows(1_000), [])]
    assert splits.count("exam") == examples.MOST_EXAM_QUESTIONS
    assert splits.count("train") > 800


def test_every_exchange_is_learned_but_those_of_weight_zero() -> None:
    messages = [
        {"role": "user", "content": "Hello?"},
        {"role": "assistant", "content": "Not this.", "weight": 0},
        {"role": "user", "content": [{"type": "text", "text": "Open?"}]},
        {"role": "assistant", "content": "Yes.", "weight": 1},
        {"role": "user", "content": "Sure?"},
        {"role": "assistant", "content": "No."},
    ]
    content = json.dumps({"messages": messages}).encode()
    assert rows.rows(content, "training_file") == [Draft("Open?", "Yes."), Draft("Sure?", "No.")]


def test_an_export_of_ours_keeps_the_passages_that_it_shows() -> None:
    shown = "[1] Returns\nYou have 30 days.\n\n[2] Shipping\nIt costs 9 €.\n\nQuestion: What does it cost?"
    (row,) = rows.rows(json.dumps(conversation(shown, "9 € [2]")).encode(), "training_file")
    (example,) = examples.shown([row], lambda question: [], lambda done, total: None)
    assert (example.question, example.answer) == ("What does it cost?", "9 € [2]")
    assert [passage["title"] for passage in example.passages] == ["Returns", "Shipping"]
    assert example.document == example.passages[1]["document"]


def test_half_a_character_does_not_stop_a_job() -> None:
    content = b'{"messages": [{"role": "user", "content": "a\\ud83d"}, {"role": "assistant", "content": "b"}]}'
    assert rows.rows(content, "training_file") == [Draft("a?", "b")]
