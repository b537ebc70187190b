"""What the widget costs a website's visitors: bytes, requests and script time, at page load, opening and first answer.

Script time is Chromium's own (`Performance.getMetrics`, ScriptDuration) with the processor slowed down four times, less
that of the same page without the widget; the median of LOADS visits (another number as an argument). It is counted on
the clock of the page's thread, so that other work on the machine does not count. Bytes are those of the files after
gzip -9.
"""

import gzip
import re
import statistics
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

ROOT = Path(__file__).parents[2]
DIST = ROOT / "widget" / "dist"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
LOADS = 9
SLOWDOWN = 4
PATIENCE_MS = 120_000
STAGES = ["page load", "opened", "first answer"]


def main(loads: int = LOADS) -> None:
    """Prints the table of docs/widget-figures.md."""
    command = [sys.executable, str(ROOT / "tests" / "widget" / "mock_server.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server, sync_playwright() as playwright:
        assert server.stdout
        site = f"http://localhost:{int(server.stdout.readline())}"
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        visits = [visit(browser, site) for _ in range(loads)]
        browser.close()
        server.terminate()
    print("| moment | requests | gzip bytes | of them new | script ms (4× throttle) |")
    print("| --- | --- | --- | --- | --- |")
    before = 0
    for stage, name in enumerate(STAGES):
        files = visits[0][stage][1]
        size = sum(weight(file) for file in files)
        milliseconds = statistics.median(seen[stage][0] for seen in visits)
        print(f"| {name} | {len(files)} | {size:,} | {size - before:,} | {milliseconds:.1f} |")
        before = size


def visit(browser: Browser, site: str) -> list[tuple[float, list[str]]]:
    """For each stage, the script time so far (ms) and the widget's files fetched so far."""
    page, devtools = loaded(browser, f"{site}/?bare")
    bare = script_time(devtools)
    page.context.close()
    page, devtools = loaded(browser, site)
    found = [(script_time(devtools) - bare, fetched(page))]
    page.get_by_role("button", name="Chat with us").click()
    page.get_by_text("Ask me about our umbrellas").wait_for()
    found.append((script_time(devtools) - bare, fetched(page)))
    page.get_by_role("button", name="How long is the warranty?").click()
    page.locator(".actions").wait_for()
    found.append((script_time(devtools) - bare, fetched(page)))
    page.context.close()
    return found


def loaded(browser: Browser, address: str) -> tuple[Page, CDPSession]:
    """A new visitor's page at rest, and what measures it."""
    page = browser.new_context().new_page()
    page.set_default_timeout(PATIENCE_MS)
    if address.endswith("?bare"):
        page.route(re.compile("/w/v1/"), lambda route: route.abort())
    devtools = page.context.new_cdp_session(page)
    measure(devtools)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    page.goto(address, wait_until="networkidle")
    return page, devtools


def measure(devtools: CDPSession) -> None:
    """Counts from now on, in the time that the page's thread has had."""
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})


def script_time(devtools: CDPSession) -> float:
    """Milliseconds of script since the page began."""
    metrics = {metric["name"]: metric["value"] for metric in devtools.send("Performance.getMetrics")["metrics"]}
    return float(metrics["ScriptDuration"]) * 1000


def fetched(page: Page) -> list[str]:
    """The names of the widget's files that the page has asked for."""
    entries = "performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)"
    return [path.removeprefix("/w/v1/") for path in page.evaluate(entries) if path.startswith("/w/v1/")]


def weight(name: str) -> int:
    """Bytes of a file as it travels."""
    return len(gzip.compress((DIST / name).read_bytes(), 9))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
