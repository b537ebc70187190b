"""A populated database of the first release goes to the newest schema and the newest servers while visitors ask.

The first release itself is not in a checkout. What stands for it is what a database can notice of it: the statements of
its models (tests/upgrade). `BOTWRIGHT_BEFORE=FOLDER`, a checkout of an earlier release, has that release's own servers
take part in the second test.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import httpx
import pytest

from tests.scale import postgres as databases
from tests.scale.postgres import Postgres
from tests.scale.traffic import Traffic
from tests.torture import place as places
from tests.torture.place import ROOT, Place
from tests.torture.words import LONG

BEFORE = os.environ.get("BOTWRIGHT_BEFORE", "")
PAST = [sys.executable, "-m", "tests.upgrade.past"]
RATE, TENANTS, ROWS, SPELL, READY_SECONDS = 50, 8, 10, 5, 180
# As docs/operator.md says: rather try again than let visitors queue behind a table that is locked.
PATIENCE = "-c lock_timeout=5s"


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    """A server that no other test has migrated."""
    with databases.running() as running:
        yield running


@pytest.fixture
def place(tmp_path: Path, postgres: Postgres) -> Iterator[Place]:
    """Where only the engine runs, and the database is empty."""
    place = places.at(tmp_path, **postgres.settings())
    try:
        place.engine.start()
        place.script(reply=LONG)
        yield place
    finally:
        place.web.stop()
        place.engine.stop()


def _as_owner(place: Place, *argv: str) -> Any:
    out = place.run(*argv, DATABASE_URL=place.settings["DATABASE_OWNER_URL"], PGOPTIONS=PATIENCE)
    return json.loads(out) if out else None


def _migrate(place: Place) -> None:
    began = time.monotonic()
    _as_owner(place, sys.executable, "manage.py", "migrate", "-v0")
    print(f"\nMigrated in {time.monotonic() - began:.1f} s.")


@contextmanager
def _asked_by_the_first_release(place: Place, site_keys: list[str], told: dict[str, Any]) -> Iterator[None]:
    """Its code asks questions until the block ends; `told` is then what came of it. A question is two requests."""
    argv = [*PAST, "live", str(RATE / 2), *site_keys]
    with Popen(argv, env=place.settings, cwd=ROOT, text=True, stdin=PIPE, stdout=PIPE) as process:
        yield
        out, _ = process.communicate("")
    told.update(json.loads(out))


def _missing(place: Place) -> dict[str, str]:
    missing: dict[str, str] = httpx.get(f"{place.url}/readyz", trust_env=False, timeout=30).json()["missing"]
    return missing


def _wait_until_ready(place: Place) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while missing := _missing(place):
        assert time.monotonic() < deadline, missing
        time.sleep(0.1)


def _of(digest: dict[str, Any], tenants: list[str]) -> dict[str, Any]:
    return {tenant: digest[tenant] for tenant in tenants}


def test_nothing_is_lost_and_nobody_refused_on_the_way_from_the_first_release(place: Place) -> None:
    site_keys = _as_owner(place, *PAST, "fill", str(TENANTS), str(ROWS))
    tenants, told = list(site_keys), dict[str, Any]()
    quiet, busy = tenants[: TENANTS // 2], [site_keys[tenant] for tenant in tenants[TENANTS // 2 :]]
    before = _as_owner(place, *PAST, "digest")
    place.web.start()
    assert "to apply" in _missing(place)["migrations"]
    with _asked_by_the_first_release(place, busy, told):
        _migrate(place)
        _wait_until_ready(place)
        with places.beside(place) as other, Traffic([place.url], busy, RATE / 2) as traffic:
            time.sleep(SPELL)
            traffic.join(other)
            time.sleep(SPELL)
            traffic.leave(place.url)
            place.web.stop()
            time.sleep(SPELL)
    print(
        f"First release: {told['asked']} questions in {told['seconds']:.0f} s, {len(told['failed'])} failed; "
        f"the longest {told['longest']:.2f} s"
    )
    print(f"Newest: {traffic.summary()}")
    assert (told["failed"], traffic.problems) == ([], [])
    assert told["asked"]
    assert traffic.requests
    assert _of(_as_owner(place, *PAST, "digest"), quiet) == _of(before, quiet)


@pytest.mark.skipif(not BEFORE, reason="BOTWRIGHT_BEFORE names no checkout of an earlier release")
def test_servers_of_an_earlier_release_serve_until_the_newest_take_over(place: Place) -> None:
    """The order in docs/operator.md, with the real servers of both."""
    site_keys = _as_owner(place, *PAST, "fill", str(TENANTS), str(ROWS))
    tenants = list(site_keys)
    quiet, busy = tenants[: TENANTS // 2], [site_keys[tenant] for tenant in tenants[TENANTS // 2 :]]
    paths = {"PYTHONPATH": f"{BEFORE}/platform{os.pathsep}{BEFORE}", "PYTHONSAFEPATH": "1"}
    kept = {name: value for name, value in place.settings.items() if name != "BASE_URL"}
    earlier = places.at(place.var, **kept | paths)
    _as_owner(earlier, sys.executable, f"{BEFORE}/manage.py", "migrate", "-v0")
    before = _as_owner(place, *PAST, "digest")
    earlier.web.start()
    place.web.start()
    assert "to apply" in _missing(place)["migrations"]
    with (
        places.beside(earlier) as also_earlier,
        places.beside(place) as other,
        Traffic([earlier.url, also_earlier], busy, RATE) as traffic,
    ):
        time.sleep(SPELL)
        _migrate(place)
        _wait_until_ready(place)
        assert not _missing(earlier)
        time.sleep(SPELL)
        traffic.join(place.url)
        traffic.leave(earlier.url)
        earlier.web.stop()
        time.sleep(SPELL)
        traffic.join(other)
        traffic.leave(also_earlier)
        time.sleep(SPELL)
    print(traffic.summary())
    assert traffic.requests
    assert traffic.problems == []
    assert _of(_as_owner(place, *PAST, "digest"), quiet) == _of(before, quiet)
