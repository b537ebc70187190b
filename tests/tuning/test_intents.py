"""`python -m tuning.intents` makes an encoder that an engine can serve, and says how it went."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from serving.client import EncoderStore
from serving.embedder import tuned
from tests.serving import engines
from tuning.intents import run as program
from tuning.intents.encoder import Encoder
from tuning.job import files, intents
from tuning.job.errors import JobFolderError
from tuning.job.intents import IntentJob, IntentTrain, Phrasing

SAID = {
    "track": ["Where is my parcel?", "Track my order", "My parcel is late", "When will it arrive?"],
    "cancel": ["Cancel my order", "I do not want it any more", "Stop the order", "Undo my purchase"],
    "": ["What is the capital of Mongolia?", "Tell me a joke", "Who won the cup?", "How tall is the Eiffel tower?"],
}
ROWS = [Phrasing(text, label) for label, texts in SAID.items() for text in texts]


def job(folder: Path, rows: list[Phrasing] = ROWS, **train: float) -> Path:
    intents.write_phrasings(folder, rows)
    intents.write_job(folder, IntentJob(IntentTrain(**{"epochs": 6.0, "batch_size": 6, **train})))
    return folder


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished job."""
    folder = job(tmp_path_factory.mktemp("intents"))
    assert program.run(folder) == program.SUCCEEDED
    return folder


def _apart(vectors: np.ndarray, labels: np.ndarray) -> float:
    """How much more alike sentences of one label are than sentences of two."""
    like, same = vectors @ vectors.T, labels[:, None] == labels[None]
    return float(like[same].mean() - like[~same].mean())


def test_the_engine_gives_the_vectors_that_the_trainer_saw(done, tmp_path):
    store = EncoderStore(tmp_path)
    name = store.publish(done / intents.ENCODER, base="all-minilm-l6-v2")
    # Loading compares them, see `serving.embedder.tuned`.
    encoder = tuned.load(engines.embedder(), store, name)
    texts = [row.text for row in ROWS]
    vectors = np.array(encoder.infer(texts).vectors)
    labels = np.array([row.label for row in ROWS])
    encoder.close()
    assert _apart(vectors, labels) > _apart(Encoder(0.0).vectors(texts).numpy(), labels)


def test_the_report_and_the_progress_say_what_was_done(done):
    report, progress = files.read_report(done), files.read_progress(done)
    assert report is not None
    assert (report.status, report.steps, report.train_examples) == ("succeeded", 12, 12)
    assert [progress[0].phase, progress[-1].phase] == ["loading", "done"]
    assert progress[-1].step == report.steps


def _weights(folder: Path) -> torch.Tensor:
    matrices = load_file(folder / intents.ENCODER / intents.ENCODER_WEIGHTS)
    return torch.cat([matrices[name].float().flatten() for name in sorted(matrices)])


def test_the_same_seed_gives_the_same_encoder(done, tmp_path):
    again, other = job(tmp_path / "again"), job(tmp_path / "other", seed=1)
    assert [program.run(folder) for folder in (again, other)] == [program.SUCCEEDED] * 2
    # Not to the bit: the libraries add in an order that depends on where a tensor lies in memory.
    same, different = ((_weights(folder) - _weights(done)).norm() for folder in (again, other))
    assert same < different / 100


def test_a_cancelled_job_ends_with_the_code_of_it(tmp_path):
    folder = job(tmp_path)
    files.request_cancel(folder)
    assert program.run(folder) == program.CANCELLED
    assert json.loads((folder / files.REPORT).read_text())["status"] == "cancelled"


def test_one_label_alone_cannot_be_learned(tmp_path):
    assert program.run(job(tmp_path, ROWS[:4])) == program.WRONG_JOB
    report = files.read_report(tmp_path)
    assert report is not None
    assert report.error is not None
    assert "fewer than two labels" in report.error.message


@pytest.mark.parametrize("name", ["learning_rate", "batch_size", "epochs"])
def test_a_number_out_of_range_is_named(tmp_path, name):
    with pytest.raises(JobFolderError, match=name):
        intents.read_job(job(tmp_path, **{name: 0}))


def test_few_phrasings_are_looked_at_more_often_than_many():
    assert program.default_epochs(100) > program.default_epochs(5_000) >= program.default_epochs(50_000)
