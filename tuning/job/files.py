"""Reading and writing a job folder: whole files are replaced atomically, progress is appended by lines."""

import dataclasses
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from tuning.job import parse
from tuning.job.errors import JobFolderError
from tuning.job.methods import METHODS
from tuning.job.prompt import AssistantPrompt
from tuning.job.records import Example, Failure, Job, Kind, Lora, Method, Passage, Progress, Report, Split, Train

__all__ = [
    "AssistantPrompt",
    "Example",
    "Failure",
    "Job",
    "JobFolderError",
    "Kind",
    "Lora",
    "Method",
    "Passage",
    "Progress",
    "Report",
    "Split",
    "Train",
]

FORMAT = 1
JOB, PASSAGES, QUESTIONS = "job.json", "passages.jsonl", "questions.jsonl"
PROGRESS, REPORT, CANCEL = "progress.jsonl", "report.json", "cancel"
POSITIVE = {"r", "alpha", "epochs", "batch_size", "learning_rate", "max_tokens", "max_minutes"}
POSITIVE |= {"checkpoint_steps", "validate_steps", "patience"}

Record = TypeVar("Record", bound=parse.Dataclass)
Identified = TypeVar("Identified", Passage, Example)


def read_job(folder: Path) -> Job:
    """`job.json`, checked field by field."""
    job = parse.record(Job, _load(folder / JOB), JOB)
    if job.format != FORMAT:
        raise JobFolderError(f"{JOB} has format {job.format}.", f"This version reads format {FORMAT}.")
    if not METHODS[job.method].stages:
        raise JobFolderError(f"{JOB}: the method {job.method} trains nothing.", "Choose another one, or do not run it.")
    _check_numbers(job.lora, job.train)
    return job


def write_job(folder: Path, job: Job) -> None:
    """Writes `job.json`, making the folder."""
    write_text(folder / JOB, json.dumps(dataclasses.asdict(job), indent=2, ensure_ascii=False) + "\n")


def read_passages(folder: Path) -> list[Passage]:
    """`passages.jsonl`; ids are unique."""
    return _unique(list(_lines(Passage, folder / PASSAGES)), PASSAGES)


def write_passages(folder: Path, passages: Iterable[Passage]) -> None:
    """Writes `passages.jsonl`, making the folder."""
    _write_lines(folder / PASSAGES, passages)


def read_examples(folder: Path) -> list[Example]:
    """`questions.jsonl`; ids are unique."""
    return _unique(list(_lines(Example, folder / QUESTIONS)), QUESTIONS)


def write_examples(folder: Path, examples: Iterable[Example]) -> None:
    """Writes `questions.jsonl`, making the folder."""
    _write_lines(folder / QUESTIONS, examples)


def append_progress(folder: Path, progress: Progress) -> None:
    """One line more in `progress.jsonl`, in one write: a reader sees it whole or not at all."""
    line = json.dumps(dataclasses.asdict(progress)) + "\n"
    descriptor = os.open(folder / PROGRESS, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(descriptor, line.encode())
    finally:
        os.close(descriptor)


def read_progress(folder: Path) -> list[Progress]:
    """Every whole line of `progress.jsonl` so far; nothing when the run has not begun."""
    path = folder / PROGRESS
    if not path.exists():
        return []
    whole = [line for line in path.read_text("utf-8").splitlines(keepends=True) if line.endswith("\n")]
    return [parse.record(Progress, json.loads(line), PROGRESS) for line in whole]


def read_report(folder: Path) -> Report | None:
    """`report.json`, or None while the run has not ended."""
    path = folder / REPORT
    return parse.record(Report, _load(path), REPORT) if path.exists() else None


def write_report(folder: Path, report: Report) -> None:
    """Writes `report.json`."""
    write_text(folder / REPORT, json.dumps(dataclasses.asdict(report), indent=2) + "\n")


def request_cancel(folder: Path) -> None:
    """Asks a running job to stop after its current step."""
    (folder / CANCEL).touch()


def cancel_requested(folder: Path) -> bool:
    """Whether `request_cancel` was called."""
    return (folder / CANCEL).exists()


def write_text(path: Path, text: str) -> None:
    """Replaces a file atomically and durably: after a crash it holds the old text or the new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.chmod(temporary, 0o644)
    os.replace(temporary, path)


def _write_lines(path: Path, records: Iterable[parse.Dataclass]) -> None:
    lines = (json.dumps(dataclasses.asdict(record), ensure_ascii=False) for record in records)
    write_text(path, "".join(line + "\n" for line in lines))


def _load(path: Path) -> object:
    return _decode(_read(path), path.name)


def _lines(cls: type[Record], path: Path) -> Iterator[Record]:
    for number, line in enumerate(_read(path).split("\n"), 1):
        if line.strip():
            where = f"{path.name}, line {number}"
            yield parse.record(cls, _decode(line, where), where)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise JobFolderError(f"{path.parent} holds no {path.name}.", f"Write {path.name} first.") from None
    except UnicodeDecodeError:
        raise JobFolderError(f"{path.name} is not UTF-8 text.", "Save it as UTF-8.") from None


def _decode(text: str, where: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise JobFolderError(f"{where} is not JSON: {error}.", "Correct the file and start again.") from None


def _unique(records: list[Identified], name: str) -> list[Identified]:
    seen: set[str] = set()
    for record in records:
        if record.id in seen:
            raise JobFolderError(f"{name} holds the id {record.id!r} twice.", "Give every line its own id.")
        seen.add(record.id)
    return records


def _check_numbers(lora: Lora, train: Train) -> None:
    for section, part, shares in (("lora", lora, {"dropout"}), ("train", train, {"warmup_ratio"})):
        for name, value in dataclasses.asdict(part).items():
            if name in shares and not 0 <= value < 1:
                raise JobFolderError(f"{JOB}: {section}.{name} is {value}.", "It must be in [0, 1).")
            if name in POSITIVE and value is not None and value <= 0:
                raise JobFolderError(f"{JOB}: {section}.{name} is {value}.", "It must be above zero.")
