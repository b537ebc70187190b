"""Makes a skill out of a finished job: `python -m tuning.skills.publish JOB_DIR SKILL_DIR`.

The manifest says which base model and prompt the skill was trained for; it fits no others.
"""

import argparse
import json
import shutil
from pathlib import Path

from tuning.base import record
from tuning.job import asking, files, prompt

WEIGHTS, CONFIG = "adapter_model.safetensors", "adapter_config.json"
SCALING = ("r", "lora_alpha", "target_modules", "use_rslora")


def publish(job: Path, skill: Path) -> None:
    """Copies the job's adapter to `skill` and writes its `manifest.json`."""
    skill.mkdir(parents=True, exist_ok=True)
    for name in (WEIGHTS, CONFIG):
        shutil.copyfile(job / "adapter" / name, skill / name)
    config = json.loads((skill / CONFIG).read_text("utf-8"))
    manifest = {
        "format": 1,
        "weights_sha256": record.sha256(skill / WEIGHTS),
        "config": {name: config[name] for name in SCALING},
        "base_sha256": record.read(job / files.read_job(job).base).sha256,
        "template_sha256": _template_sha256(job),
    }
    files.write_text(skill / "manifest.json", json.dumps(manifest, indent=2, sort_keys=True) + "\n")


def _template_sha256(job: Path) -> str:
    """Of the prompt that the rows were shown: asking for questions, or answering them."""
    asks = {example.kind == "questions" for example in files.read_examples(job)}
    return asking.TEMPLATE_SHA256 if asks == {True} else prompt.TEMPLATE_SHA256


def main() -> None:
    """Publishes what the arguments name."""
    parser = argparse.ArgumentParser(prog="python -m tuning.skills.publish", description="Makes a skill out of a job.")
    parser.add_argument("job", type=Path)
    parser.add_argument("skill", type=Path)
    arguments = parser.parse_args()
    publish(arguments.job, arguments.skill)


if __name__ == "__main__":
    main()
