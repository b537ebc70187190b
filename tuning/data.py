"""The rows of every stage of a job folder."""

import hashlib
from pathlib import Path

from tuning.job import files
from tuning.job.errors import JobFolderError
from tuning.job.methods import METHODS
from tuning.job.records import Job
from tuning.loop import Data
from tuning.model import load_tokenizer
from tuning.rows import RowBuilder, rows


def load(folder: Path, job: Job) -> list[Data]:
    """The rows of the method's stages in their order, so that what cannot be trained on is told before anything is."""
    passages = {passage.id: passage for passage in files.read_passages(folder)}
    examples = files.read_examples(folder)
    builder = RowBuilder(load_tokenizer(folder / job.base), job.assistant, passages, job.train.max_tokens)
    fingerprint, stages = _fingerprint(folder), METHODS[job.method].stages
    found: list[Data] = []
    for stage in stages:
        train = rows(builder, examples, "train", stage.learns)
        if not train:
            raise JobFolderError(
                f"{files.QUESTIONS} holds no row of the split train for the stage {stage.name}.",
                "Add examples to learn from, or choose another method.",
            )
        valid = rows(builder, examples, "valid", stage.judged)
        found.append(Data(train, valid, fingerprint, "" if stage is stages[-1] else stage.name))
    return found


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in (files.JOB, files.PASSAGES, files.QUESTIONS):
        digest.update(hashlib.sha256((folder / name).read_bytes()).digest())
    return digest.hexdigest()
