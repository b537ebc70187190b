"""The platform's exam, through the whole answer path: words from a real vLLM server, vectors from the embedded one."""

import json
import sys
from pathlib import Path

from tests.serving import engines
from tests.serving.vllm.server import NEEDED, Served
from tests.torture import place as places

QUESTIONS = 4
PATIENCE_SECONDS = "600"

pytestmark = NEEDED


def test_the_exam_is_answered_by_vllm(vllm: Served, tmp_path: Path) -> None:
    (tmp_path / "models").symlink_to(vllm.model.parent)
    model, work = engines.real_model()
    with engines.running(model, tmp_path / "adapters", work, tmp_path / "log") as vectors:
        place = places.at(
            tmp_path,
            ENGINE_URL=vllm.url,
            EMBEDDINGS_URL=vectors.url,
            ENGINE_TIMEOUT=PATIENCE_SECONDS,
            OMP_NUM_THREADS="2",
        )
        place.migrate()
        asked, told = _short_exam(tmp_path / "asked.json"), tmp_path / "told.json"
        written = ("--style", "phrase", "--wording", "model")
        print(place.run(sys.executable, "manage.py", "exam", str(asked), *written, "--json", str(told)))
    figures = json.loads(told.read_text())
    answered = [row for row in figures["rows"] if row["kind"] == "answer" and not row["refused"]]
    assert len(answered) == QUESTIONS
    assert figures["overall"]["f1"] >= 0.5


def _short_exam(path: Path) -> Path:
    """The demo's, with its first questions only, which its documents answer."""
    (subject,) = json.loads((engines.ROOT / "deploy/demo/exam.json").read_text())
    path.write_text(json.dumps([subject | {"questions": subject["questions"][:QUESTIONS]}]))
    return path
