"""Real servers, started here, and the platform on top of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scale import postgres as servers
from tests.scale.postgres import Postgres
from tests.torture import place as places
from tests.torture.place import Place


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.scale)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with servers.running() as running:
        yield running


@pytest.fixture(scope="session")
def place_on_postgres(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres) -> Iterator[Place]:
    """A platform on PostgreSQL, whose processes may not look past row-level security."""
    with places.running(tmp_path_factory.mktemp("place"), **postgres.settings()) as place:
        yield place
