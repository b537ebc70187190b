import json
from pathlib import Path

import pytest

from tuning.job import files
from tuning.job.errors import JobFolderError
from tuning.job.prompt import AssistantPrompt
from tuning.job.records import Example, Failure, Job, Lora, Passage, Progress, Report, Train

SHOP = AssistantPrompt("Robin", "Pine Shop", "", "phrase")


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    job = Job("base", SHOP, "skill", Lora(r=8), Train(max_minutes=2.5))
    passages = [Passage("p1", "d1", "Returns", "Line\u2028separator and\nnewline", "https://shop.example/")]
    examples = [Example("q1", "How long?", "30 days [1]", ["p1"], "d1", assistant=SHOP)]
    report = Report("failed", Failure("LossError", "It broke.", "Fix it."), loss=1.5)
    files.write_job(tmp_path, job)
    files.write_passages(tmp_path, passages)
    files.write_examples(tmp_path, examples)
    files.write_report(tmp_path, report)
    assert files.read_job(tmp_path) == job
    assert files.read_passages(tmp_path) == passages
    assert files.read_examples(tmp_path) == examples
    assert files.read_report(tmp_path) == report


def test_a_job_of_another_program_version_may_hold_unknown_fields(tmp_path: Path) -> None:
    assistant = {"name": "Robin", "business": "Pine Shop", "colour": "green"}
    (tmp_path / "job.json").write_text(json.dumps({"format": 1, "base": "b", "assistant": assistant}))
    assert files.read_job(tmp_path) == Job("b", AssistantPrompt("Robin", "Pine Shop"))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"format": 2}, "format 2"),
        ({"base": 3}, "base should be text"),
        ({"assistant": {"name": "Robin"}}, "business is missing"),
        ({"assistant": {"name": "R", "business": "P", "style": "poem"}}, "one of phrase, sentence, paragraph"),
        ({"train": {"batch_size": 0}}, "train.batch_size is 0"),
        ({"train": {"batch_size": True}}, "should be a whole number"),
        ({"train": {"warmup_ratio": 1}}, "warmup_ratio is 1"),
        ({"train": {"learning_rate": "fast"}}, "should be a number"),
        ({"lora": []}, "not a JSON object"),
    ],
)
def test_a_wrong_job_is_told_by_field(tmp_path: Path, change: dict[str, object], told: str) -> None:
    good = {"format": 1, "base": "b", "assistant": {"name": "Robin", "business": "Pine Shop"}}
    (tmp_path / "job.json").write_text(json.dumps(good | change))
    with pytest.raises(JobFolderError, match=told) as caught:
        files.read_job(tmp_path)
    assert caught.value.hint


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(JobFolderError, match=r"no questions\.jsonl"):
        files.read_examples(tmp_path)


def test_a_broken_line_is_told_by_number(tmp_path: Path) -> None:
    (tmp_path / "passages.jsonl").write_text('{"id": "1", "document": "d", "title": "t", "text": "x"}\n{"id": \n')
    with pytest.raises(JobFolderError, match="line 2"):
        files.read_passages(tmp_path)


def test_an_id_used_twice_is_told(tmp_path: Path) -> None:
    files.write_passages(tmp_path, [Passage("p", "d", "t", "x"), Passage("p", "d", "t", "y")])
    with pytest.raises(JobFolderError, match="'p' twice"):
        files.read_passages(tmp_path)


def test_a_half_written_progress_line_is_not_read(tmp_path: Path) -> None:
    assert files.read_progress(tmp_path) == []
    files.append_progress(tmp_path, Progress("training", step=1, loss=2.0))
    with (tmp_path / "progress.jsonl").open("a") as file:
        file.write('{"phase": "trai')
    assert [line.step for line in files.read_progress(tmp_path)] == [1]


def test_there_is_no_report_before_the_end(tmp_path: Path) -> None:
    assert files.read_report(tmp_path) is None
