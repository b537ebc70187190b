"""Foundation models: what is known, what is here, what to take."""

import sys
from collections.abc import Callable

import pytest
from django.conf import LazySettings

from assistants.catalogue import Data, Machine, find, installed, is_installed, known, recommend, this_machine
from assistants.catalogue import install as program_of_installing
from assistants.catalogue.install import install, run
from assistants.catalogue.speed import answering
from assistants.errors import InstallFailed
from tests.assistants.conftest import install_base
from tuning.base.packaged import packaged


def test_models_come_with_the_facts_that_a_choice_needs() -> None:
    assert [model.parameters for model in known()] == sorted(model.parameters for model in known())
    for model in known():
        assert model.hub
        assert model.licence
        assert model.context >= 8192
        assert "en" in model.languages
        assert model.train_gb(Machine(24, 2)) > model.train_gb(Machine(24, 2, gpu_gb=24)) * 0.9 > model.serve_gb > 0.5


@pytest.mark.parametrize(
    ("machine", "slug"),
    [
        (Machine(memory_gb=4, processors=2), "smollm2-135m-instruct"),
        (Machine(memory_gb=24, processors=1), "smollm2-135m-instruct"),
        (Machine(memory_gb=24, processors=2), "qwen2.5-coder-0.5b-instruct"),
        (Machine(memory_gb=24, processors=4), "qwen2.5-coder-0.5b-instruct"),
        (Machine(memory_gb=32, processors=4), "qwen2.5-coder-1.5b-instruct"),
        (Machine(memory_gb=24, processors=2, gpu_gb=16), "qwen3-4b-instruct-2507"),
    ],
)
def test_processors_memory_and_gpu_decide_which_model_is_recommended(machine: Machine, slug: str) -> None:
    assert recommend(Data(300), machine).model.slug == slug


def test_a_recommendation_says_how_fast_it_answers_and_learns_here() -> None:
    said = " ".join(recommend(Data(300), Machine(memory_gb=24, processors=2)).reasons)
    assert "first word after about 1.7 seconds, then 17 tokens a second" in said
    assert "this machine has 24 GB and 2 processors without a GPU" in said
    assert "300 examples train in about 1.5 hours here; it answers from your pages meanwhile" in said
    assert "installs by its name" in said
    assert (
        "The next larger one, Qwen2.5 Coder 1.5B Instruct, would answer with its first word after about 2.8 sec" in said
    )


def test_what_is_recommended_needs_no_account() -> None:
    machines = (Machine(memory_gb, count, gpu) for memory_gb in (4, 24, 64) for count in (1, 8) for gpu in (0, 8))
    for machine in machines:
        for language in ("en", "de", "hi", "eo"):
            assert not recommend(Data(300, frozenset({language})), machine).model.gated


def test_tiles_of_bfloat16_make_training_quicker() -> None:
    plain, tiles = (
        " ".join(recommend(Data(100), Machine(memory_gb=24, processors=2, amx=amx)).reasons) for amx in (False, True)
    )
    assert "100 examples train in about 31 minutes here; it answers" in plain
    assert "100 examples train in about 8 minutes here." in tiles


def test_no_training_is_promised_where_it_would_take_all_day_or_does_not_fit() -> None:
    long = recommend(Data(3000, frozenset({"de"})), Machine(memory_gb=24, processors=2))
    assert "hours here, which is not advised: it answers from your pages without." in " ".join(long.reasons)
    tight = recommend(Data(300, frozenset({"de"})), Machine(memory_gb=4, processors=2))
    assert tight.model.slug == "qwen2.5-coder-0.5b-instruct"
    assert "more than this machine can give to a training" in " ".join(tight.reasons)
    assert not any("train in about" in reason for reason in tight.reasons)


@pytest.mark.parametrize(
    ("slug", "first_word", "rate"),
    [
        ("smollm2-135m-instruct", 0.7, 36),
        ("qwen2.5-coder-0.5b-instruct", 1.7, 17),
        ("qwen2.5-coder-1.5b-instruct", 2.8, 5.5),
    ],
)
def test_speeds_on_two_processors_are_those_measured(slug: str, first_word: float, rate: float) -> None:
    model = find(slug)
    assert model is not None
    two, eight = (answering(model, Machine(memory_gb=24, processors=count)) for count in (2, 8))
    assert two.first_word_seconds == pytest.approx(first_word, rel=0.01)
    assert two.tokens_per_second == pytest.approx(rate, rel=0.01)
    assert eight.first_word_seconds < two.first_word_seconds
    assert answering(model, Machine(memory_gb=24, processors=64)) == eight


def test_larger_models_are_slower() -> None:
    speeds = [answering(model, Machine(memory_gb=24, processors=2)) for model in known()]
    assert speeds == sorted(speeds, key=lambda speed: (speed.first_word_seconds, -speed.tokens_per_second))


def test_what_installs_by_its_name_is_what_the_installer_knows() -> None:
    bundled = {model.slug: model for model in known() if model.bundled}
    carried = packaged()
    assert bundled.keys() == {*carried, "smollm2-135m-instruct"}
    for slug, base in carried.items():
        model = bundled[slug]
        assert (model.name, model.licence.lower()) == (base.name, base.licence)
        assert model.fetch_gb == pytest.approx(base.size / 1e9, abs=0.05)
        assert base.hub == f"{model.hub}-GGUF"


def test_a_gpu_gets_a_larger_one() -> None:
    small = recommend(Data(300), Machine(memory_gb=24, processors=2)).model
    large = recommend(Data(300), Machine(memory_gb=64, processors=16, gpu_gb=24)).model
    assert large.parameters > small.parameters


def test_another_language_gets_a_model_that_speaks_it() -> None:
    advice = recommend(Data(300, frozenset({"de"})), Machine(memory_gb=24, processors=8))
    assert "de" in advice.model.languages


def test_a_folder_installed_by_hand_is_in_the_list(settings: LazySettings) -> None:
    install_base(settings, "our-own")
    assert [model.slug for model in installed()] == ["our-own"]
    assert is_installed("our-own")
    model = find("our-own")
    assert model is not None
    assert model.context == 128
    assert find("gpt-5") is None


@pytest.mark.model
def test_what_the_installer_says_is_passed_on(settings: LazySettings) -> None:
    with pytest.raises(InstallFailed, match="holds no safetensors weights"):
        run(["our-own", "--from", str(settings.MODELS_DIR)], print)


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts a few lines of Python in the installer's place."""
    monkeypatch.setattr(program_of_installing, "POLL_SECONDS", 0.05)

    def replace(source: str) -> None:
        monkeypatch.setattr(program_of_installing, "PROGRAM", [sys.executable, "-c", source])

    return replace


def test_each_step_of_an_installation_is_told_in_order(program: Callable[[str], None]) -> None:
    program("for n in range(3): print('part', n, 'of 3 …', flush=True)")
    steps: list[str] = []
    run(["tiny"], steps.append)
    assert steps == ["part 0 of 3 …", "part 1 of 3 …", "part 2 of 3 …"]


def test_an_installation_is_told_while_it_runs_and_stops_when_asked(program: Callable[[str], None]) -> None:
    program("import time; print('part 1 of 3 …', flush=True); time.sleep(60)")
    steps: list[str] = []

    def check() -> None:
        if steps:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        run(["tiny"], steps.append, check)
    assert steps == ["part 1 of 3 …"]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "import sys; sys.exit('noise\\nThe disk is full. Free some space.')",
            "installed. The disk is full. Free some",
        ),
        ("import os; os.kill(os.getpid(), 9)", "too little memory is the usual reason"),
    ],
)
def test_a_failed_installation_says_why(program: Callable[[str], None], source: str, said: str) -> None:
    program(source)
    with pytest.raises(InstallFailed) as failure:
        run(["tiny"], print)
    assert said in str(failure.value)
    assert "noise" not in str(failure.value)


@pytest.mark.parametrize(
    ("slug", "more"),
    [("qwen2.5-coder-0.5b-instruct", []), ("qwen2.5-0.5b-instruct", ["--hub", "Qwen/Qwen2.5-0.5B-Instruct"])],
)
def test_what_is_not_bundled_is_asked_of_the_hub(program: Callable[[str], None], slug: str, more: list[str]) -> None:
    program("import sys; print(*sys.argv[1:])")
    steps: list[str] = []
    model = find(slug)
    assert model is not None
    install(model, steps.append)
    assert steps[0].split()[:-2] == [slug, *more]


def test_the_machine_is_measured() -> None:
    machine = this_machine()
    assert machine.memory_gb > 0.5
    assert machine.processors >= 1
