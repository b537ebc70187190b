"""What code of earlier releases wrote stays, and what it writes while the newest schema is there already is taken."""

import json
import sys
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from tests.torture import place as places
from tests.upgrade import rows, states


@pytest.mark.django_db
def test_code_of_every_earlier_release_can_write_into_the_newest_schema() -> None:
    refused: dict[str, str] = {}
    for following, past in states.since_the_first(MigrationExecutor(connection)):
        try:
            with transaction.atomic():
                rows.business(past)
        except DatabaseError as error:
            refused[f"before {following}"] = str(error)
    assert not refused


def test_rows_of_the_first_release_come_through_all_migrations_as_they_were(tmp_path: Path) -> None:
    place = places.at(tmp_path)
    past = [sys.executable, "-m", "tests.upgrade.past"]
    place.run(*past, "fill", "2", "2")
    before = json.loads(place.run(*past, "digest"))
    place.migrate()
    assert json.loads(place.run(*past, "digest")) == before
    assert len(before) == 2
    assert all(len(set(tables.values())) == len(tables) for tables in before.values())
