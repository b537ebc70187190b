"""The component for React, in React."""

import os
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.widget.acts import ask

HERE = Path(__file__).parent
MODULES = HERE.parents[1] / "widget" / "node_modules"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (MODULES / "react-dom").is_dir(), reason="needs Node, and `npm ci` in widget/"),
]


@pytest.fixture(scope="module")
def bundle() -> str:
    """A small application with the component in it, as a bundler makes it."""
    command = [MODULES / ".bin" / "esbuild", HERE / "react_app.js", "--bundle", "--minify", "--format=iife"]
    done = subprocess.run(command, env=os.environ | {"NODE_PATH": str(MODULES)}, capture_output=True, check=True)
    return done.stdout.decode()


@pytest.fixture
def app(page: Page, site: str, bundle: str) -> Page:
    """A page without a snippet, on which the application has begun."""
    page.goto(f"{site}/page.css")
    page.add_script_tag(content=bundle)
    page.evaluate("host => show({ host, label: 'Help', locale: 'es' })", site.replace("localhost", "127.0.0.1"))
    return page


def test_the_component_shows_one_chat_and_tells_what_happens(app: Page) -> None:
    app.get_by_role("button", name="Help").click()
    expect(app.get_by_text("Ask me about our umbrellas")).to_be_visible()
    expect(app.locator(".composer textarea")).to_have_attribute("placeholder", "Haz una pregunta…")
    ask(app, "How long is the warranty?")
    expect(app.locator(".actions")).to_be_visible()
    assert app.evaluate("heard") == ["open", "done"]
    expect(app.locator("botwright-launcher")).to_have_count(1)


def test_its_properties_are_commands(app: Page, site: str) -> None:
    host = site.replace("localhost", "127.0.0.1")
    app.get_by_role("button", name="Help").click()
    expect(app.get_by_text("Ask me about our umbrellas")).to_be_visible()
    app.evaluate("host => show({ host, label: 'Help', locale: 'it', theme: 'dark', identity: 'react-alice' })", host)
    expect(app.locator(".composer textarea")).to_have_attribute("placeholder", "Fai una domanda…")
    expect(app.get_by_role("dialog")).to_have_css("background-color", "rgb(23, 25, 30)")
    ask(app, "Do you know me?")
    expect(app.locator(".actions")).to_be_visible()
    app.evaluate("host => show({ host, label: 'Help', locale: 'it', identity: null })", host)
    expect(app.locator(".log article")).to_have_count(0)


def test_without_the_component_there_is_no_chat(app: Page) -> None:
    expect(app.get_by_role("button", name="Help")).to_be_visible()
    app.evaluate("hide()")
    expect(app.locator("botwright-launcher")).to_have_count(0)
