"""The model card of a version (Mitchell et al., 2019), in the form that Hugging Face's hub reads."""

import json
from collections.abc import Mapping
from typing import Any

from assistants import lineage
from assistants.catalogue import FoundationModel, find
from assistants.models import Adapter, Dataset, ReportCard, Training
from assistants.training.method import named
from assistants.training.params import plan
from serving.client import Manifest
from tuning.job import files
from tuning.job.files import JobFolderError, Lora, Train

ARMS = {
    "few_shot": "base model, with retrieval and few-shot",
    "base": "base model, with retrieval",
    "skill": "shared reading skill, with retrieval",
    "live": "version that was live",
    "candidate": "this version",
}
MEASURES = {
    "questions": "questions",
    "f1": "token F1",
    "em": "exact match",
    "contains": "holds the right answer",
    "refused": "off-topic questions refused",
    "false_refusals": "answerable questions refused",
    "groundedness": "words found in the cited passages",
    "citation_precision": "citation precision",
    "citation_recall": "citation recall",
    "latency_p50_ms": "median answer, ms",
}
# What the hub has a short name for; any other licence is named in words.
HUB_LICENCES = {"Apache-2.0": "apache-2.0", "MIT": "mit"}


def card(adapter: Adapter, manifest: Manifest) -> str:
    """README.md: the base, the data's lineage, the settings, the exam's figures, the licence."""
    training = adapter.training
    base = find(training.base)
    parts = [
        _front_matter(base),
        f"# {_plain(adapter.assistant.name)}, version {adapter.version}",
        _purpose(adapter, base),
        "## Data",
        _data(training.dataset),
        "## Training",
        _table(_settings(training)),
        "## Report card",
        _report(adapter),
        "## Use",
        _use(base, training, manifest),
        "## Licence",
        _licence(base, training),
    ]
    return "\n\n".join(parts) + "\n"


def _front_matter(base: FoundationModel | None) -> str:
    licence = HUB_LICENCES.get(base.licence, "other") if base else "other"
    lines = ["library_name: peft", "pipeline_tag: text-generation", f"license: {licence}"]
    lines += [f"license_name: {json.dumps(base.licence)}"] if base and licence == "other" else []
    lines += [f"base_model: {base.hub}"] if base and base.hub else []
    return "\n".join(["---", *lines, "tags: [lora, retrieval-augmented-generation]", "---"])


def _purpose(adapter: Adapter, base: FoundationModel | None) -> str:
    training = adapter.training
    return (
        f"A LoRA adapter for `{base.name if base else training.base}` with which the assistant of "
        f"{_plain(adapter.assistant.tenant.name)} reads numbered passages, answers from them, cites `[n]` and refuses "
        f"what they do not hold. Trained by Botwright on {training.created_at:%d %B %Y}; name `{adapter.name}`."
    )


def _data(dataset: Dataset) -> str:
    found = lineage.counts(dataset)
    shown = lineage.passages(dataset)
    documents = len({one.passage["document"] for one in shown})
    rows = {
        "approved examples": f"{found.rows} ({_listed(found.splits)})",
        "kinds": _listed(found.kinds),
        "made from": _listed(found.origins),
        "put into the business's own words": found.edited,
        "passages shown": f"{len(shown)} of {documents} documents",
        "SHA-256 of the approved rows": f"`{dataset.sha256}`",
    }
    text = (
        "Examples of the split `exam` were not trained on; splits never cut through a document. The texts themselves "
        "are not in this package."
    )
    return f"{_table(rows)}\n\n{text}"


def _settings(training: Training) -> dict[str, object]:
    lora, train, start = _chosen(training)
    result = training.result
    return {
        "method": training.method or "transfer",
        "start": start,
        "rank, alpha, dropout": f"{lora.r}, {lora.alpha}, {lora.dropout}{', rsLoRA' if lora.rslora else ''}",
        "learning rate": f"{train.learning_rate:g}, cosine to zero, warm-up {train.warmup_ratio:g}",
        "batch, tokens of a row at most": f"{train.batch_size}, {train.max_tokens}",
        "epochs (asked, done)": f"{train.epochs:g}, {result.get('epochs', 0):.2f}",
        "steps, tokens, seconds": f"{result.get('steps')}, {result.get('tokens')}, {result.get('seconds', 0):.0f}",
        "validation loss (before, kept weights)": f"{result.get('start_valid_loss')}, {result.get('valid_loss')}",
        "device, precision, seed": f"{result.get('device')}, {result.get('precision')}, {train.seed}",
    }


def _chosen(training: Training) -> tuple[Lora, Train, str]:
    """As the job folder says it; where that is gone, as the settings give it today."""
    try:
        job = files.read_job(training.folder)
        return job.lora, job.train, "the shared reading skill" if job.start_from else "the bare base model"
    except JobFolderError:
        filled = plan(training.params, named(training.method) or "transfer", skill=True)
        return filled.lora, filled.train, "the bare base model" if filled.from_scratch else "the shared reading skill"


def _report(adapter: Adapter) -> str:
    found: ReportCard | None = ReportCard.objects.filter(adapter=adapter).first()
    if found is None:
        return "It has not been examined to the end."
    arms = {name: figures for name, figures in found.arms.items() if figures}
    head = ["measure", *(ARMS.get(name, name) for name in arms)]
    rows = [[label, *(_figure(figures, key) for figures in arms.values())] for key, label in MEASURES.items()]
    lines = [f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows]]
    verdict = "Promoted." if found.promoted else "Not promoted."
    told = "Questions that it had not seen, answered through the serving engine."
    return "\n".join([f"{told} {verdict} {_plain(found.reason)}", "", *lines])


def _use(base: FoundationModel | None, training: Training, manifest: Manifest) -> str:
    name = base.hub if base and base.hub else training.base
    return f"""```python
from peft import PeftModel
from transformers import AutoModelForCausalLM

model = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained({name!r}), "this folder")
```

It expects Botwright's prompt (SHA-256 of the template `{manifest.template_sha256}`) and the base model's exact weights
(SHA-256 of `model.safetensors` `{manifest.base_sha256}`). Limits: it was tuned to read the passages that it is shown,
not to know facts; shown none, or in another prompt, it may say anything."""


def _licence(base: FoundationModel | None, training: Training) -> str:
    terms = f"`{base.licence}`" if base else f"that of `{training.base}`"
    return (
        f"The base model's licence, {terms}, holds for what derives from it and so for this adapter. Beyond that the "
        "adapter belongs to the business whose data it was trained on."
    )


def _table(rows: Mapping[str, object]) -> str:
    return "\n".join(["| | |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in rows.items())])


def _listed(found: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(found.items())) or "none"


def _figure(figures: Mapping[str, Any], key: str) -> str:
    value = figures.get(key)
    return "–" if not isinstance(value, int | float) else f"{value:g}"


def _plain(text: str) -> str:
    """One line, without what Markdown or HTML would take for its own."""
    return "".join(f"\\{char}" if char in "\\`*_[]<>#|" else char for char in " ".join(text.split()))
