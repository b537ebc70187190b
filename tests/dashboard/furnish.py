"""A business with some weeks behind it: knowledge, conversations, a version that won its exam and one that did not."""

import base64
import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.utils import timezone

from assistants.intents.learning.outcomes import NOTHING, Outcomes
from assistants.intents.models import Intent, IntentTuning, Phrasing, Recogniser
from assistants.models import Adapter, Assistant, Dataset, Example, ExamRun, ReportCard, Rollout, Training
from assistants.rollout.moves import begin
from chat.handoff import moves
from chat.handoff.availability import agent_of
from chat.handoff.states import Act
from chat.handoff.talk import agent_says
from chat.identity import keys
from chat.models import Attachment, CannedAnswer, Conversation, Lead, Message, Visitor
from knowledge.models import Document, Passage, Question, Source
from tenants import audit
from tenants.models import ApiKey, Job, Membership, Tenant
from tenants.scope import tenant_scope
from tests.assistants.weights import published

PAGES = [
    (
        "Returns and refunds",
        "Returns › How long",
        "You can return any lamp within 45 days, used or not. We pay the postage.",
    ),
    ("Shipping", "Shipping › Costs", "Parcels inside the country cost 4.90 euros and take 2 to 3 working days."),
    (
        "The Wick desk lamp",
        "Specifications",
        "The Wick is 42 cm high, weighs 1.8 kg and takes an E14 bulb.",
    ),
    ("Repairs", "Repairs › Price", "A new cord costs 18 euros. We repair every lamp that we ever sold, for 30 years."),
    ("Opening hours", "Workshop", "The workshop is open Tuesday to Saturday, 10:00 to 18:30."),
]
TALKS = [
    (
        "Can I return a lamp I have used?",
        "Yes, **within 45 days**, used or not. We pay the postage [1].",
        0,
    ),
    ("What does a new cord cost?", "A new cord costs 18 euros [1].", 3),
    ("Do you deliver to Iceland?", "", None),
    (
        "When are you open on Mondays?",
        "The workshop is open from Tuesday to Saturday [1].",
        4,
    ),
    ("How heavy is the Wick?", "The Wick weighs 1.8 kg [1].", 2),
]
REFUSAL = "I do not know that. Please ask us by e-mail."
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@dataclass
class House:
    """What an address of the dashboard can name, by the name that `dashboard.urls` gives it."""

    assistant: Assistant
    ids: dict[str, Any]


def furnish(tenant: Tenant, owner: User) -> House:
    """Fills a business; every noun that the dashboard shows is there at least once."""
    with tenant_scope(tenant):
        assistant = Assistant.objects.get()
        assistant.name = "Lamp & Lantern"
        assistant.suggestions = ["What does shipping cost?", "How do I return a lamp?"]
        assistant.save()
        ids = _knowledge() | _talks(assistant) | _people(assistant, owner) | _learning(assistant)
        ids |= {"key_id": ApiKey.issue("Nightly import")[0].pk, "version": "live", "assistant_id": assistant.pk}
        ids |= _intents(assistant)
        ids["identity_key_id"] = keys.make_secret(assistant).pk
        ids["membership_id"] = Membership.objects.get(tenant=tenant, user=owner).pk
        audit.record("assistant.change", assistant, actor=owner, fields=["name"])
        return House(assistant, ids)


def _job(kind: str, subject: Any, state: str, **fields: Any) -> Job:
    return Job.objects.create(kind=kind, subject_id=subject, state=state, not_before=timezone.now(), **fields)


def _intents(assistant: Assistant) -> dict[str, Any]:
    """Three wishes that were learned, one of them without an action yet, and a fine-tuning that runs."""
    wishes = [("Track a parcel", "link", "https://lamp.example/track"), ("Talk to a person", "handoff", "")]
    rows = [
        Intent.objects.create(assistant=assistant, name=name, action=action, url=url) for name, action, url in wishes
    ]
    rows.append(Intent.objects.create(assistant=assistant, name="Cancel an order"))
    for row in rows:
        Phrasing.objects.create(intent=row, text=f"I want to {row.name.lower()}")
    heard = Outcomes(
        [str(row.pk) for row in rows], [0, 0, 1, 2, NOTHING], [0, 1, 1, 2, 0], [0.97, 0.81, 0.9, 0.62, 0.31]
    )
    Recogniser.objects.create(
        assistant=assistant, labels=heard.intents, checked=vars(heard), suggested=0.6, learned_at=timezone.now()
    )
    tuning = IntentTuning(assistant=assistant)
    tuning.job = _job("intents.tune", tuning.pk, "running", progress={"stage": "exam", "step": 40, "steps": 120})
    tuning.save()
    return {"intent_id": rows[0].pk, "tuning_id": tuning.pk}


def _knowledge() -> dict[str, Any]:
    now = timezone.now()
    site = Source.objects.create(
        kind="website", title="lamp.example", url="https://lamp.example", state="ready", read_at=now
    )
    for place, (title, heading, text) in enumerate(PAGES):
        document = Document.objects.create(
            source=site, url=f"https://lamp.example/{place}", title=title, state="read", words=180 + place * 37
        )
        passage = Passage.objects.create(
            document=document, position=0, heading=heading, text=text, vector=b"", sentence_vectors=b""
        )
    Document.objects.create(
        source=site,
        url="https://lamp.example/old",
        title="",
        state="failed",
        error_code="http_404",
        error="https://lamp.example/old answers 404 (Not Found). Correct the link on your site, or leave it.",
    )
    Document.objects.create(
        source=site, url="https://lamp.example/hours?print", title="Opening hours", state="duplicate"
    )
    busy = Source.objects.create(
        kind="website", title="blog.lamp.example", url="https://blog.lamp.example", state="reading"
    )
    _job("knowledge.read", busy.pk, "running", progress={"found": 38, "read": 17, "failed": 1})
    Source.objects.create(
        kind="file",
        title="price-list.pdf",
        state="failed",
        error_code="encrypted",
        error="This PDF is locked with a password. Save it without one and upload it again.",
    )
    own = Source.objects.create(kind="questions", title="Questions and answers", state="ready")
    pair = Question.objects.create(
        source=own, question="Do you sell gift cards?", answer="Yes, from 20 to 200 euros.", origin="typed"
    )
    Question.objects.create(
        source=own,
        question="Do you ship abroad?",
        answer="Within the EU, for 12 euros.",
        origin="correction",
    )
    return {"source_id": site.pk, "document_id": document.pk, "question_id": pair.pk, "passage": passage}


def _talks(assistant: Assistant) -> dict[str, Any]:
    now = timezone.now()
    for day in range(9):
        for turn in range(day % 4 + 1):
            talk = Conversation.objects.create(
                assistant=assistant,
                visitor=Visitor.objects.create(assistant=assistant),
                channel="playground" if (day, turn) == (3, 1) else "widget",
                origin="https://lamp.example",
            )
            for question, answer, page in TALKS[turn : turn + 2]:
                said = _exchange(talk, question, answer, page)
                Message.objects.filter(conversation=talk).update(created_at=now - timedelta(days=day, minutes=turn))
            Conversation.objects.filter(pk=talk.pk).update(updated_at=now - timedelta(days=day, minutes=turn))
    return {"conversation_id": talk.pk, "message_id": said.pk}


def _people(assistant: Assistant, owner: User) -> dict[str, Any]:
    """A visitor who waits, one who talks to the owner, an answer to use again, and a message that was left."""
    agent = agent_of(owner)
    for question, take in [("My parcel never came. Can I talk to somebody?", False), ("Is this bulb dimmable?", True)]:
        talk = Conversation.objects.create(
            assistant=assistant, visitor=Visitor.objects.create(assistant=assistant), origin="https://lamp.example"
        )
        _exchange(talk, question, "", None)
        moves.move(talk, Act.REQUEST, reason="visitor")
        if take:
            moves.take(talk, agent)
            agent_says(talk, agent, "Hello, Alice here. Yes, it dims down to 5 %.", "")
    attachment = _picture(talk)
    canned = CannedAnswer.objects.create(shortcut="returns", text="You can return any lamp within 45 days.")
    lead = Lead.objects.create(
        assistant=assistant,
        visitor=talk.visitor_id,
        name="A visitor",
        email="visitor@example.org",
        text="Do you repair lamps of other makers?",
        consent="We keep your message for a year.",
        origin="https://lamp.example",
    )
    return {"canned_id": canned.pk, "lead_id": lead.pk, "attachment_id": attachment.pk, "picture_in": talk.pk}


def _picture(talk: Conversation) -> Attachment:
    """A picture that the visitor has sent."""
    shown = Message.objects.create(conversation=talk, role="visitor", text="broken-shade.png")
    picture = Attachment(conversation=talk, message=shown, name=shown.text, content_type="image/png", size=len(PIXEL))
    picture.file.save(picture.name, ContentFile(PIXEL))
    return picture


def _exchange(talk: Conversation, question: str, answer: str, page: int | None) -> Message:
    asked = Message.objects.create(conversation=talk, role="visitor", text=question)
    shown = PAGES[page] if page is not None else None
    source = (
        {"n": 1, "title": shown[0], "url": f"https://lamp.example/{page}", "heading": shown[1], "quote": shown[2]}
        if shown
        else {}
    )
    return Message.objects.create(
        conversation=talk,
        role="assistant",
        reply_to=asked,
        text=answer or REFUSAL,
        sources=[source] if shown else [],
        refused=not shown,
        rating="up" if page == 0 else "down" if page == 4 else "",
        comment="That did not help." if page == 4 else "",
        first_token_ms=140,
        total_ms=900,
        prompt_tokens=400,
        completion_tokens=30,
    )


def _learning(assistant: Assistant) -> dict[str, Any]:
    dataset = Dataset.objects.create(assistant=assistant, built_at=timezone.now())
    for place, (title, _, text) in enumerate(PAGES * 6):
        example = Example.objects.create(
            dataset=dataset,
            question=f"What do you say about {title.lower()}?",
            answer=f"{text} [1]",
            passages=[{"id": str(place), "document": str(place % 5), "title": title, "url": "", "text": text}],
            kind="answer" if place % 7 else "refusal",
            split=["train", "train", "train", "valid", "exam"][place % 5],
            state=["proposed", "approved", "rejected"][place % 3],
            origin=["sentence", "heading", "pair"][place % 3],
        )
    frozen = Dataset.objects.create(
        assistant=assistant, built_at=timezone.now(), frozen_at=timezone.now(), sha256="0" * 64
    )
    Dataset.objects.filter(pk=frozen.pk).update(created_at=timezone.now() - timedelta(days=2))
    first, card = _version(assistant, frozen, 1, promoted=True)
    second, _ = _version(assistant, frozen, 2, promoted=False)
    assistant.live_adapter = first
    assistant.save()
    begin(second, first, 10)
    return {
        "rollout_id": Rollout.objects.get().pk,
        "dataset_id": dataset.pk,
        "example_id": example.pk,
        "training_id": first.training_id,
        "adapter_id": second.pk,
        "passage_id": "0",
        "report_id": card.pk,
        "run_id": _exams(assistant, first).pk,
        "number": 3,
    }


def _exams(assistant: Assistant, live: Adapter) -> ExamRun:
    """One that waits, one that failed, and one that was held."""
    for title, state, error in [
        ("Hotline, autumn", "queued", ""),
        ("Catalogue", "failed", "Nothing answers. Start the engine with `manage.py up`, then upload the exam again."),
    ]:
        pk = uuid4()
        job = _job("assistants.exam", pk, state, error=error)
        ExamRun.objects.create(pk=pk, assistant=assistant, job=job, title=title, questions=[])
    rows = [_row(place, True) for place in range(len(TALKS))]
    pk = uuid4()
    return ExamRun.objects.create(
        pk=pk,
        assistant=assistant,
        job=_job("assistants.exam", pk, "succeeded"),
        title="Hotline, spring",
        questions=[{"question": row["question"], "answers": [row["gold"]], "answerable": True} for row in rows],
        adapter=live.name,
        result={"questions": 5.0, "right": 4.0, "f1": 0.8, "contains": 0.75, "false_refusals": 0.0, "refused": 1.0},
        rows=[{**row, "answers": {"live": row["answers"]["candidate"]}} for row in rows],
    )


def train(assistant: Assistant) -> Training:
    """A training in its middle."""
    steps = range(0, 160, 4)
    progress = {
        "phase": "training",
        "step": 156,
        "steps": 240,
        "loss": [[step, 0.4 + 2.4 * math.exp(-step / 45) + 0.12 * math.sin(step)] for step in steps],
        "valid_loss": [[step, 0.55 + 2.2 * math.exp(-step / 50)] for step in range(10, 160, 20)],
        "eta_seconds": 94.0,
        "tokens_per_second": 304.0,
    }
    with tenant_scope(assistant.tenant):
        dataset = assistant.datasets.first()
        assert dataset
        job = _job("assistants.train", assistant.pk, "running", progress=progress, attempt=1)
        return Training.objects.create(assistant=assistant, dataset=dataset, job=job, base=assistant.base)


def _version(assistant: Assistant, dataset: Dataset, number: int, *, promoted: bool) -> tuple[Adapter, ReportCard]:
    job = _job("assistants.train", assistant.pk, "succeeded", attempt=1, progress={"phase": "done"})
    training = Training.objects.create(assistant=assistant, dataset=dataset, job=job, base=assistant.base)
    Training.objects.filter(pk=training.pk).update(created_at=timezone.now() - timedelta(hours=30 - number))
    adapter = Adapter.objects.create(
        assistant=assistant,
        training=training,
        name=published(number),
        version=number,
        state="promoted" if promoted else "refused",
    )
    better = {"f1": 0.71, "contains": 0.66, "refused": 0.95, "false_refusals": 0.06, "groundedness": 0.93}
    worse = {"f1": 0.38, "contains": 0.41, "refused": 0.2, "false_refusals": 0.02, "groundedness": 0.61}
    rest = {"em": 0.4, "citation_precision": 0.8, "citation_recall": 0.7, "latency_p50_ms": 640, "latency_p95_ms": 1490}
    before, after = (worse, better) if promoted else (better, worse)
    card = ReportCard.objects.create(
        training=training,
        adapter=adapter,
        arms={
            "base": before | rest | {"questions": 40.0, "right": 12.0},
            "candidate": after | rest | {"questions": 40.0, "right": 31.0},
        },
        comparison={"against": "base", "difference": 0.33, "low": 0.12, "high": 0.5, "probability": 1, "p_value": 0.031}
        if promoted
        else {"against": "base", "difference": -0.1, "low": -0.3, "high": 0.1, "probability": 0.2, "p_value": 0.31},
        rows=[_row(place, promoted) for place in range(len(TALKS))],
        promoted=promoted,
        reason="It is live. It answered 31 of 40 questions right, against 12 before."
        if promoted
        else "We kept what was live: it did worse on questions it had not seen (12 of 40 right, before 31).",
    )
    return adapter, card


def _row(place: int, promoted: bool) -> dict[str, Any]:
    question, answer, page = TALKS[place]
    good = {
        "text": answer or REFUSAL,
        "f1": 1.0 if answer else 0.0,
        "right": True,
        "refused": not answer,
        "citations": [1],
        "ms": 600,
    }
    poor = {
        "text": "We have many lamps in our shop.",
        "f1": 0.1,
        "right": False,
        "refused": False,
        "citations": [],
        "ms": 700,
    }
    won = (place % 4 != 3) == promoted
    return {
        "question": question,
        "gold": answer,
        "kind": "answer" if page is not None else "off_topic",
        "document": str(page),
        "answers": {"base": poor if won else good, "candidate": good if won else poor},
    }
