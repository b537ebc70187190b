"""The demo's shop hangs together: every link leads somewhere, and its exam can be answered from its pages."""

import importlib.util
import json
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

DEMO = Path(__file__).parents[2] / "deploy" / "demo"
ORIGIN = "http://shop.example"


@pytest.fixture(scope="module")
def shop() -> TestClient:
    spec = importlib.util.spec_from_file_location("serve_shop", DEMO / "serve_shop.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return TestClient(module.shop(ORIGIN, "<script data-site-key=pk_demo></script>"), base_url=ORIGIN)


@pytest.fixture(scope="module")
def listed(shop: TestClient) -> list[str]:
    """The paths of the sitemap."""
    return re.findall(rf"<loc>{ORIGIN}(/[^<]*)</loc>", shop.get("/sitemap.xml").text)


@pytest.fixture(scope="module")
def exam() -> dict[str, Any]:
    (tenant,) = json.loads((DEMO / "exam.json").read_text(encoding="utf-8"))
    assert isinstance(tenant, dict)
    return tenant


def test_the_sitemap_lists_at_least_18_pages_with_their_own_headline(shop: TestClient, listed: list[str]) -> None:
    headlines = [re.findall(r"<h1>(.+?)</h1>", shop.get(path).text) for path in listed]
    assert len(listed) >= 18
    assert all(len(found) == 1 for found in headlines)
    assert len({found[0] for found in headlines}) == len(listed)


def test_every_link_leads_to_a_page(shop: TestClient, listed: list[str]) -> None:
    links = {link for path in listed for link in re.findall(r'(?:href|src)="(/[^"]*)"', shop.get(path).text)}
    assert [link for link in sorted(links) if shop.get(link, follow_redirects=False).status_code != 200] == []


def test_every_page_carries_the_snippet_and_no_placeholder(shop: TestClient, listed: list[str]) -> None:
    for path in listed:
        text = shop.get(path).text
        assert text.count("<script data-site-key=pk_demo></script>") == 1
        assert "{{" not in text


def test_robots_keep_crawlers_from_the_checkout(shop: TestClient, listed: list[str]) -> None:
    robots = shop.get("/robots.txt").text
    assert "Disallow: /checkout/" in robots
    assert f"Sitemap: {ORIGIN}/sitemap.xml" in robots
    assert not [path for path in listed if path.startswith("/checkout")]


def test_an_unknown_page_or_one_outside_the_shop_is_not_found(shop: TestClient) -> None:
    assert shop.get("/umbrellas/sou-wester").status_code == 404
    assert shop.get("/..%2fserve_shop.py").status_code == 404


def test_the_exam_is_about_the_pages_and_can_be_answered(exam: dict[str, Any]) -> None:
    documents, questions = exam["documents"], exam["questions"]
    answerable = [question for question in questions if question["answerable"]]
    assert (len(answerable), len(questions)) == (30, 40)
    for question in answerable:
        assert question["answers"]
        assert all(answer in documents[question["document"]] for answer in question["answers"])
    assert not any(question["answers"] for question in questions if not question["answerable"])


def test_the_exams_documents_are_what_the_pages_say(shop: TestClient, listed: list[str], exam: dict[str, Any]) -> None:
    def words(html: str) -> list[str]:
        main = html[html.index("<main>") : html.index("</main>")]
        return re.sub(r"<[^>]+>", " ", main).split()

    assert len(exam["documents"]) == len(listed)
    for path, document in zip(listed, exam["documents"], strict=True):
        assert "".join(words(shop.get(path).text)) == "".join(document.split())
