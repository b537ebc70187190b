"""Settings come from the environment, with types and without surprises."""

from pathlib import Path

import pytest

from config import environment


def test_flags_are_read_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_FLAG", "Yes")
    assert environment.flag("SOME_FLAG") is True
    assert environment.flag("NO_SUCH_FLAG") is False


def test_a_number_that_is_none_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_NUMBER", "many")
    with pytest.raises(ValueError, match="SOME_NUMBER"):
        environment.number("SOME_NUMBER", 1)


def test_words_leave_out_empty_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_WORDS", " a, ,b,")
    assert environment.words("SOME_WORDS") == ["a", "b"]


def test_a_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    file = tmp_path / "var" / "secret_key"
    first = environment.secret("NO_SUCH_SECRET", file)
    assert environment.secret("NO_SUCH_SECRET", file) == first
    assert len(first) >= 48
    assert file.stat().st_mode & 0o777 == 0o600


def test_amounts_are_numbers_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_AMOUNTS", "a=0.5, b=2")
    assert environment.amounts("SOME_AMOUNTS") == {"a": 0.5, "b": 2.0}
    monkeypatch.setenv("SOME_AMOUNTS", "a:0.5")
    with pytest.raises(ValueError, match="SOME_AMOUNTS"):
        environment.amounts("SOME_AMOUNTS")
