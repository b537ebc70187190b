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
        exam = ["exam", "deploy/demo/exam.json", "--limit", str(QUESTIONS), "--json", str(tmp_path / "figures.json")]
        print(place.run(sys.executable, "manage.py", *exam))
    told = json.loads((tmp_path / "figures.json").read_text())
    assert len(told["rows"]) == QUESTIONS
    assert all(row["text"] and not row["refused"] for row in told["rows"])
    assert told["overall"]["f1"] >= 0.5
