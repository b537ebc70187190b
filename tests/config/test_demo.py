"""The demo's addresses and credentials."""

import json
import socket
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from config.demo.business import sign_up_or_find
from config.demo.place import Place, credentials_file
from tenants.models import ApiKey


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path


@pytest.mark.django_db
def test_the_second_start_finds_the_same_business_and_the_same_password() -> None:
    place = Place(8000)
    first = sign_up_or_find(place)
    first.credentials.write(credentials_file())
    second = sign_up_or_find(place)
    assert second.tenant == first.tenant
    assert second.credentials == first.credentials
    assert second.owner.check_password(second.credentials.password)


@pytest.mark.django_db
def test_lost_credentials_are_replaced_by_new_ones_and_the_old_key_is_closed() -> None:
    old = sign_up_or_find(Place(8000)).credentials
    new = sign_up_or_find(Place(8000)).credentials
    assert new.password != old.password
    assert ApiKey.of_secret(old.api_key) is None
    assert ApiKey.of_secret(new.api_key) is not None


@pytest.mark.django_db
def test_the_demo_moves_with_its_port() -> None:
    sign_up_or_find(Place(8000))
    moved = sign_up_or_find(Place(9000))
    assert moved.credentials.shop_url == "http://127.0.0.1:9002"
    assert moved.assistant.site_key.allows("http://127.0.0.1:9002")
    assert not moved.assistant.site_key.allows("http://127.0.0.1:8002")


@pytest.mark.django_db
def test_credentials_are_readable_by_their_owner_only() -> None:
    credentials = sign_up_or_find(Place(8000)).credentials
    credentials.write(credentials_file())
    assert credentials_file().stat().st_mode & 0o777 == 0o600
    assert set(json.loads(credentials_file().read_text())) == {
        *("url", "shop_url", "email", "password", "site_key", "api_key")
    }


def test_a_port_in_use_is_named_with_a_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=f"PORT={port + 10} make demo"):
            call_command("demo", port=port)
