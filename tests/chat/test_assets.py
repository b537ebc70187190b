"""The widget's files and the hosted chat."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from tenants.models import Tenant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("app")]


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "loader.js").write_text("run()")
    (tmp_path / "secret.txt").write_text("no")
    monkeypatch.setattr("chat.assets.DIST", tmp_path)
    return tmp_path


def test_a_script_can_be_loaded_by_any_website(built: Path) -> None:
    response = Client().get("/w/v1/loader.js", headers={"origin": "https://anywhere.example"})
    assert (response.status_code, response.content) == (200, b"run()")
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "public, max-age=300"


def test_a_script_that_is_known_is_not_sent_again_until_it_changes(built: Path) -> None:
    tag = Client().get("/w/v1/loader.js")["ETag"]
    again = Client().get("/w/v1/loader.js", headers={"if-none-match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    (built / "loader.js").write_text("walk()")
    changed = Client().get("/w/v1/loader.js", headers={"if-none-match": tag})
    assert (changed.status_code, changed.content) == (200, b"walk()")


@pytest.mark.parametrize("name", ["nothing.js", "secret.txt", "..%2fconftest.py", ".js"])
def test_nothing_but_built_files_is_served(built: Path, name: str) -> None:
    assert Client().get(f"/w/v1/{name}").status_code == 404


def test_the_hosted_chat_is_a_page_that_only_our_own_scripts_run_on(
    shop: Tenant, website: Callable[[Tenant], str]
) -> None:
    key = website(shop)
    response = Client().get(f"/c/{key}")
    assert f'site-key="{key}"' in response.content.decode()
    assert "script-src 'self';" in response["Content-Security-Policy"]
    assert Client().get("/c/pk_nobody").status_code == 404
