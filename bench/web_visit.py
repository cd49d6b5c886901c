"""A planner's browser for measuring: Chromium, signed in, with a hall of many racks and one with a single rack."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, ViewportSize, expect, sync_playwright

from bench.bench_pipeline import EMAIL
from bench.web_scene import write_hall

LAPTOP = ViewportSize(width=1440, height=860)
CHROMIUM = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]


@dataclass(frozen=True)
class Visit:
    """A signed-in window and the editors of the two halls; what is measured is measured here."""

    page: Page
    url: str
    racks: int

    @property
    def full(self) -> str:
        """The editor's address of the hall with many racks."""
        return scenario_of(self.page, self.url, self.racks)

    @property
    def empty(self) -> str:
        """The editor's address of the hall with one rack: what the page costs without parts."""
        return scenario_of(self.page, self.url, 1)

    def fresh(self) -> BrowserContext:
        """Another window of the same person, with nothing cached."""
        browser = self.page.context.browser
        assert browser is not None
        return browser.new_context(viewport=LAPTOP, locale="en-GB", storage_state=self.page.context.storage_state())


def say(line: str) -> None:
    """Tell whoever waits, and whoever ends this part when its time is up, how far it is."""
    print(line, file=sys.stderr, flush=True)


@contextmanager
def visit(url: str, password: str, racks: int) -> Iterator[Visit]:
    """Open Chromium and sign in."""
    found = filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    executable = os.environ.get("CHROMIUM") or next(found, None)
    if executable is None:
        raise SystemExit("No Chromium found; name it in CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM)
        page = browser.new_context(viewport=LAPTOP, locale="en-GB").new_page()
        page.set_default_timeout(120_000)
        page.on("dialog", lambda dialog: dialog.accept())  # what was dragged about need not be kept
        expect.set_options(timeout=120_000)
        _sign_in(page, url, password)
        yield Visit(page, url, racks)
        browser.close()


def _sign_in(page: Page, url: str, password: str) -> None:
    page.goto(f"{url}/sign-in")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Facilities", exact=True)).to_be_visible()


def scenario_of(page: Page, url: str, racks: int) -> str:
    """The editor's address of a hall with so many racks: the one that is there, else a new one."""
    name = f"Hall of {racks}"
    facility = next((f for f in get(page, "facilities/")["results"] if f["name"] == name), None)
    if facility is None:
        say(f"{name}: import …")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "hall.glb"
            write_hall(path, racks)
            page.goto(url)
            page.get_by_role("button", name="New facility").first.click()
            page.locator("input[type=file]").first.set_input_files(path)
            page.get_by_label("Name", exact=True).fill(name)
            page.get_by_role("button", name="Create and import").click()
            expect(page.get_by_role("tree")).to_be_visible(timeout=300_000)
        facility = next(f for f in get(page, "facilities/")["results"] if f["name"] == name)
    rows = get(page, f"scenarios/?facility_id={facility['id']}")["results"]
    if not rows:
        page.goto(f"{url}/facilities/{facility['id']}")
        page.get_by_role("button", name="New scenario").first.click()
        page.get_by_role("dialog").get_by_label("Name of the variant").fill("As it is")
        page.keyboard.press("Enter")
        page.wait_for_url("**/scenarios/*")
        rows = get(page, f"scenarios/?facility_id={facility['id']}")["results"]
    return f"{url}/scenarios/{rows[0]['id']}"


def get(page: Page, path: str) -> Any:
    """An answer of the API, as the signed-in person."""
    return page.evaluate("path => fetch('/api/v1/' + path).then(answer => answer.json())", path)
