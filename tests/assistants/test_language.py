"""The language of an answer: told to a model that speaks several, and to no other."""

from importlib import import_module
from uuid import uuid4

import pytest

from assistants.answers import ANYBODY, Answer, Asker, compose, read
from assistants.answers.asker import spoken
from assistants.catalogue import known
from assistants.models import Assistant
from assistants.phrases import phrase
from knowledge.search import Hit
from tuning.job.prompt import REFUSAL

GERMAN = phrase(REFUSAL, ["de"])
HIT = Hit(uuid4(), uuid4(), uuid4(), "Returns", "https://shop.example", "", "Returns are free.", 1.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("base", "languages", "told"),
    [
        ("smollm2-135m-instruct", ["en"], ""),
        ("smollm2-135m-instruct", ["de", "en"], ""),
        ("qwen2.5-0.5b-instruct", ["de", "en"], "German"),
        ("qwen2.5-0.5b-instruct", ["nl", "zh"], "Simplified Chinese"),
        ("qwen2.5-0.5b-instruct", ["en"], "English"),
        ("qwen2.5-0.5b-instruct", ["nl", "xx", ""], ""),
        ("qwen2.5-0.5b-instruct", [], ""),
        ("a-folder-of-ones-own", ["de"], ""),
    ],
)
def test_a_model_is_told_the_first_language_that_it_speaks(base: str, languages: list[str], told: str) -> None:
    assert spoken(base, languages) == told


def test_every_language_of_the_catalogue_has_a_name() -> None:
    for model in known():
        for language in model.languages if len(model.languages) > 1 else ():
            assert spoken(model.slug, [language]).isascii()


@pytest.mark.django_db
class TestComposing:
    @pytest.fixture(autouse=True)
    def found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(import_module("assistants.answers.compose"), "search", lambda query, k: [HIT])
        monkeypatch.setattr("knowledge.reader.read", lambda question, hits: None)

    @pytest.mark.parametrize("language", ["en", "de", "ja"])
    def test_the_bundled_models_prompt_is_the_same_for_everybody(self, assistant: Assistant, language: str) -> None:
        question = "Are returns free?"
        asked = compose(assistant, question, asker=Asker([language])).request
        assert asked == compose(assistant, question, asker=ANYBODY).request == compose(assistant, question).request

    def test_a_model_of_several_languages_is_asked_for_the_visitors(self, assistant: Assistant) -> None:
        assistant.base = "qwen2.5-0.5b-instruct"
        plain, german = (compose(assistant, "Kostet das?", asker=Asker(said)).request for said in ([], ["de"]))
        assert plain is not None
        assert german is not None
        system = german.messages[0]["content"]
        assert system.startswith(plain.messages[0]["content"].replace(REFUSAL, GERMAN))
        assert system.endswith("Answer in German, also where the passages are not.")
        assert REFUSAL not in system
        assert german.messages[1:] == plain.messages[1:]

    @pytest.mark.parametrize("written", [GERMAN, f"{GERMAN} [1]", REFUSAL, "I'm sorry, I couldn't find an answer.", ""])
    def test_a_refusal_in_any_words_is_the_visitors(self, assistant: Assistant, written: str) -> None:
        prepared = compose(assistant, "Kostet das?", asker=Asker(["de"]))
        assert prepared.read(written) == Answer(GERMAN, refused=True)
        assert prepared.read("Nein [1].") == Answer("Nein [1].", [1])


def test_a_refusal_after_an_answer_goes_in_either_language() -> None:
    for said in (GERMAN, REFUSAL):
        assert read(f"Returns are free [1]. {said}", [HIT], refusal=GERMAN) == Answer("Returns are free [1].", [1])
