"""Tells the demo's story while it happens: read → live → learn → report card."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import httpx
from django.db import close_old_connections

from assistants.models import Adapter, ReportCard, Training
from assistants.workflows import start_training
from config.demo.business import Business, show_website
from config.demo.place import Place, credentials_file
from knowledge.models import Document, Passage, Source
from tenants.models import Job
from tenants.scope import tenant_scope

Say = Callable[[str], None]

START_SECONDS = 300.0
READ_SECONDS = 600.0
TRAIN_SECONDS = 3600.0


class StoryStuck(Exception):
    """A step did not come to its end; the message says which and where to look."""


def tell(business: Business, place: Place, say: Say) -> None:
    """Blocks until the bot is live and its first training has a verdict."""
    _wait_for(place)
    with tenant_scope(business.tenant):
        source = _read(show_website(business, place), say)
        business.credentials.write(credentials_file())
        say(_addresses(business))
        if source.state == Source.State.READY:
            _learn(business, say)


def _wait_for(place: Place) -> None:
    for name, address in {
        "engine": f"{place.engine_url}/health",
        "web": f"{place.url}/healthz",
        "shop": f"{place.shop_url}/",
    }.items():
        _until(partial(_answers, address), START_SECONDS, f"Starting the {name} process", name)


def _read(source: Source, say: Say) -> Source:
    if source.state in {Source.State.WAITING, Source.State.READING}:
        say(f"Reading {source.url} …")
    _until(partial(_settled, source), READ_SECONDS, "Reading the shop's website", "worker")
    if source.state == Source.State.FAILED:
        raise StoryStuck(f"The shop's website could not be read: {source.error}")
    pages = Document.objects.filter(source=source, state=Document.State.READ).count()
    passages = Passage.objects.filter(document__source=source).count()
    say(f"Live on retrieval: {pages} pages, {passages} passages.")
    return source


def _learn(business: Business, say: Say) -> None:
    training = Training.objects.filter(assistant=business.assistant).first()
    if training is None:
        training = start_training(business.assistant, actor=business.owner, approve_all=True)
        say("Training the shop's own adapter; watch it under Training in the dashboard …")
    if not training.job.finished:
        _until(partial(_ended, training), TRAIN_SECONDS, "The training", "worker")
        say(_verdict(training))


def _settled(source: Source) -> bool:
    source.refresh_from_db()
    return source.state in {Source.State.READY, Source.State.FAILED}


def _ended(training: Training) -> bool:
    training.job.refresh_from_db()
    return training.job.finished


def _verdict(training: Training) -> str:
    if training.job.state != Job.State.SUCCEEDED:
        return f"The training ended as {training.job.get_state_display()}: {training.job.error}"
    card = ReportCard.objects.get(training=training)
    adapter = Adapter.objects.get(training=training)
    return f"{adapter}: {card.reason}"


def _addresses(business: Business) -> str:
    known = business.credentials
    return (
        "\nBotwright is up. Stop with Ctrl-C.\n"
        f"  The shop, with the widget   {known.shop_url}\n"
        f"  The dashboard               {known.url}\n"
        f"  Sign in with                {known.email}   {known.password}\n"
        f"  (also in {credentials_file()})\n"
    )


def _until(done: Callable[[], bool], seconds: float, what: str, log: str) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise StoryStuck(f"{what} took longer than {seconds:.0f} s. Look into var/logs/{log}.log.")
        close_old_connections()
        time.sleep(0.5)


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=2).status_code == 200
    except httpx.HTTPError:
        return False
