"""Fixtures for the widget: a scripted server in its own process and Debian's Chromium."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

# Ample, for a machine that is busy with other work.
PATIENCE_MS = 30_000
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


@pytest.fixture(scope="session")
def port() -> Iterator[int]:
    """The port of a running scripted server."""
    command = [sys.executable, str(Path(__file__).with_name("mock_server.py"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield int(process.stdout.readline())
        process.terminate()


@pytest.fixture(scope="session")
def site(port: int) -> str:
    """The origin of the website; the widget's own is http://127.0.0.1 at the same port."""
    return f"http://localhost:{port}"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, site: str) -> Iterator[Page]:
    """The website's page, loaded by a new visitor."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(site)
    yield page
    context.close()


@pytest.fixture
def chat(page: Page) -> Page:
    """The page with the chat open and its assistant introduced."""
    page.get_by_role("button", name="Chat with us").click()
    page.get_by_text("Ask me about our umbrellas").wait_for()
    return page
