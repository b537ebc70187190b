"""The widget's files and the hosted chat."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from chat import builds
from tenants.models import SiteKey, Tenant
from tenants.scope import tenant_scope

BUILD, OLD = "0123456789abcdef", "fedcba9876543210"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("app")]


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "loader.js").write_text("run()")
    (tmp_path / "secret.txt").write_text("no")
    (tmp_path / "build.json").write_text(json.dumps({"build": BUILD}))
    monkeypatch.setattr("chat.builds.DIST", tmp_path)
    monkeypatch.setattr("chat.builds.RELEASES", tmp_path / "releases")
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


def test_a_build_is_served_under_its_own_name_for_good(built: Path) -> None:
    response = Client().get(f"/w/{BUILD}/loader.js")
    assert (response.status_code, response.content) == (200, b"run()")
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"


def test_the_build_of_an_earlier_release_stays(built: Path) -> None:
    (built / "releases" / OLD).mkdir(parents=True)
    (built / "releases" / OLD / "loader.js").write_text("crawl()")
    assert Client().get(f"/w/{OLD}/loader.js").content == b"crawl()"
    assert Client().get("/w/0000000000000000/loader.js").status_code == 404
    assert Client().get("/w/releases/loader.js").status_code == 404


def test_a_pinned_snippet_names_the_hash_of_every_file(built: Path) -> None:
    snippet = builds.pinned_snippet("https://chat.example", "pk_shop")
    hashed = b64encode(hashlib.sha384(b"run()").digest()).decode()
    assert snippet.count(f"sha384-{hashed}") == 2
    assert f'src="https://chat.example/w/{BUILD}/loader.js"' in snippet
    assert 'data-site-key="pk_shop"' in snippet


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
    assert "require-trusted-types-for 'script'" in response["Content-Security-Policy"]
    assert Client().get("/c/pk_nobody").status_code == 404


def test_the_hosted_chat_is_framed_only_by_the_websites_of_its_key(
    shop: Tenant, website: Callable[[Tenant], str]
) -> None:
    key = website(shop)
    with tenant_scope(shop):
        SiteKey.objects.filter(key=key).update(origins=["https://Shop.example/", "https://a.example; script-src *"])
    response = Client().get(f"/c/{key}")
    assert response["Content-Security-Policy"].endswith("frame-ancestors 'self' https://shop.example")
    assert "X-Frame-Options" not in response


@pytest.mark.parametrize(
    ("accepted", "language"), [("", "en"), ("de-AT,de;q=0.9", "de"), ("xx, pt;q=0.8", "pt"), ("../../x", "en")]
)
def test_the_hosted_chat_speaks_the_visitors_language(
    shop: Tenant, website: Callable[[Tenant], str], accepted: str, language: str
) -> None:
    response = Client().get(f"/c/{website(shop)}", headers={"accept-language": accepted})
    assert f'<html lang="{language}"' in response.content.decode()
