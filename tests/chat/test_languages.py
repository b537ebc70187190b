"""What the bot and the platform say, in the language of the visitor."""

import json
import re
from typing import Any

import pytest

from assistants.answers import Asker, Prepared
from assistants.answers.page_words import NOT_EXACTLY
from assistants.intents.action import HANDOFF_TEXT, LINK_TEXT, decide
from assistants.intents.models import Intent
from assistants.models import Assistant
from assistants.phrases import FOLDER, english, known, phrase
from chat import failures
from chat.handoff import request
from chat.handoff.request import Reason, apology, request_handoff
from chat.languages import preferred
from chat.models import ChatSettings, Conversation, Message
from chat.session import DISCLOSURE
from chat.threads import in_thread
from chat.turns import history
from serving.fake import Script
from tenants.models import Tenant
from tenants.scope import tenant_scope
from tests.chat.browser import Visit, text_of
from tuning.job.prompt import REFUSAL

GERMAN = json.loads((FOLDER / "de.json").read_text())
SAID = {
    *(REFUSAL, NOT_EXACTLY, DISCLOSURE, HANDOFF_TEXT, *LINK_TEXT.values()),
    *(request.COMING, request.NOBODY, request.NOBODY_BUT, request.FORM, request.WRITE, request.LOOK, request.OR),
    *(words for code in failures._FAILURES for words in failures._FAILURES[code][:2]),
    *failures._UNEXPECTED[:2],
}


@pytest.mark.parametrize("language", sorted(known() - {"en"}))
def test_a_language_has_every_sentence_with_its_blanks(language: str) -> None:
    texts: dict[str, str] = json.loads((FOLDER / f"{language}.json").read_text())
    assert set(texts) == SAID
    for original, text in texts.items():
        assert re.findall(r"\{\w+\}", text) == re.findall(r"\{\w+\}", original)
        assert text != original
        assert english(text) == original


def test_a_sentence_is_said_in_the_first_language_that_has_it() -> None:
    assert phrase(REFUSAL, ["xx", "de", "fr"]) == GERMAN[REFUSAL]
    assert phrase(REFUSAL, ["en", "de"]) == phrase(REFUSAL, []) == REFUSAL
    assert phrase("The business's own words.", ["de"]) == english("The business's own words.")


@pytest.mark.parametrize(
    ("said", "languages"),
    [
        (["de-AT", "en-GB", "de", "FR"], "de,en,fr"),
        (["zh-Hant-TW", "yue"], "zh,yue"),
        (["", 7, None, "*", "english", "../de"], ""),
        ("de", ""),
        (["aa", "bb", "cc", "dd", "ee", "ff"], "aa,bb,cc,dd,ee"),
        (None, ""),
    ],
)
def test_languages_are_read_as_browsers_name_them(said: object, languages: str) -> None:
    assert preferred(said) == languages


def test_nobody_being_there_is_said_with_all_ways_to_the_business() -> None:
    chat = ChatSettings(lead_form=True, contact_email="team@shop.example")
    assert apology(chat, ["de"]) == (
        "Gerade ist niemand aus dem Team da. Sie können über das Formular in diesem Chat eine Nachricht hinterlassen "
        "oder an team@shop.example schreiben."
    )
    assert apology(ChatSettings(), ["de"]) == GERMAN[request.NOBODY]


def test_a_recognised_intent_is_answered_in_the_businesss_words_and_ours() -> None:
    link = Intent(name="Track", action=Intent.Action.LINK, text="Here.", url="https://shop.example/track")
    assert decide(link, ["de"]).text == "Here.\n\n[Seite öffnen](https://shop.example/track)"
    assert decide(Intent(name="Person", action=Intent.Action.HANDOFF), ["de"]).text == GERMAN[HANDOFF_TEXT]


async def _open(visit: Visit, *languages: str) -> dict[str, Any]:
    call = await visit.call("POST", "sessions", {"site_key": visit.site_key, "languages": list(languages)})
    opened: dict[str, Any] = await call.json()
    visit.token = opened["token"]
    return opened


@pytest.fixture
def nothing_found(monkeypatch: pytest.MonkeyPatch) -> list[Asker]:
    """Retrieval that finds nothing; returns who asked."""
    askers: list[Asker] = []

    def compose(assistant: Assistant, question: str, said: Any, adapter: Any, asker: Asker) -> Prepared:
        askers.append(asker)
        return Prepared(None, [], refusal=phrase(REFUSAL, asker.languages))

    monkeypatch.setattr("chat.reply.compose", compose)
    return askers


@pytest.mark.django_db(transaction=True)
class TestVisiting:
    async def test_the_session_and_the_refusal_are_in_the_visitors_language(
        self, visit: Visit, nothing_found: list[Asker]
    ) -> None:
        assert (await _open(visit, "de-AT", "en"))["assistant"]["disclosure"] == GERMAN[DISCLOSURE]
        events = await visit.answer("Verkaufen Sie Boote?")
        assert text_of(events) == events[-1].data["text"] == GERMAN[REFUSAL]
        assert events[-1].data["refused"] is True
        assert list(nothing_found[0].languages) == ["de", "en"]

    async def test_another_language_is_another_language_from_the_next_question_on(
        self, visit: Visit, nothing_found: list[Asker]
    ) -> None:
        await visit.open()
        assert text_of(await visit.answer("Boats?")) == REFUSAL
        visit_in = {"site_key": visit.site_key, "visitor": visit.visitor, "languages": ["fr"]}
        visit.token = (await (await visit.call("POST", "sessions", visit_in)).json())["token"]
        assert text_of(await visit.answer("Des bateaux ?")) == phrase(REFUSAL, ["fr"])
        assert await in_thread(Conversation.across_tenants.count) == 1

    async def test_the_model_remembers_a_refusal_as_it_has_learned_it(
        self, visit: Visit, nothing_found: list[Asker], shop: Tenant
    ) -> None:
        await _open(visit, "de")
        await visit.answer("Boote?")

        def look() -> str:
            with tenant_scope(shop):
                return history(Conversation.objects.get())[-1]["content"]

        assert await in_thread(look) == REFUSAL

    async def test_a_business_may_keep_its_own_language(
        self, visit: Visit, nothing_found: list[Asker], shop: Tenant
    ) -> None:
        def switch_off() -> None:
            with tenant_scope(shop):
                ChatSettings.objects.create(assistant=Assistant.objects.get(), visitor_language=False)

        await in_thread(switch_off)
        await _open(visit, "de")
        assert text_of(await visit.answer("Boote?")) == REFUSAL

    async def test_a_failure_is_told_in_the_visitors_language_now_and_later(self, visit: Visit, script: Script) -> None:
        script.fault, script.fault_times = "overloaded", 9
        await _open(visit, "de")
        (*_, told) = await visit.answer()
        assert (told.event, told.data["message"]) == ("error", GERMAN["Many people are asking right now."])
        message = await in_thread(Message.across_tenants.get, role="assistant")
        again = await visit.resume(str(message.pk), 2_000_000)
        (*_, later) = [event async for event in again.events()]
        assert later.data == told.data

    async def test_a_person_is_announced_in_the_visitors_language(
        self, visit: Visit, nothing_found: list[Asker], shop: Tenant
    ) -> None:
        await _open(visit, "de")
        await visit.answer("Boote?")

        def ask() -> str:
            with tenant_scope(shop):
                return request_handoff(Conversation.objects.get(), Reason.RULE).text

        assert await in_thread(ask) == GERMAN[request.NOBODY]
