"""A large file whose sending breaks goes on where it stopped, by itself and after the page was loaded anew."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from tests.browser.conftest import Stack
from tests.browser.test_planner_path import sign_in
from tests.browser.test_watching import call

pytestmark = [pytest.mark.services, pytest.mark.browser]

# Each piece waits before it is sent, so that the page can be met in the middle of a file on any machine.
SLOW = """(() => {
  const send = XMLHttpRequest.prototype.send;
  window.wait = 300;
  XMLHttpRequest.prototype.send = function (body) { setTimeout(() => send.call(this, body), window.wait); };
})()"""
MIB = 1 << 20
SIZE = int(os.environ.get("UPLOAD_TEST_MIB") or 60) * MIB


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A file that takes several pieces; whether it is CAD is the importer's question."""
    path = tmp_path / "large hall.glb"
    path.write_bytes(os.urandom(SIZE))
    return path


def begin(page: Page, stack: Stack, file: Path) -> None:
    page.goto(stack.url)
    page.get_by_role("button", name="New facility").first.click()
    page.get_by_test_id("cad-file").set_input_files(file)


def sha256_of(page: Page, stack: Stack, facility: str) -> str:
    """What the server keeps of the facility's upload."""
    revision = call(page, "GET", f"facilities/{facility}/revisions/")["results"][0]
    assert revision["source_name"] == "large hall.glb"
    (kept,) = (p for p in (stack.data_dir / "artifacts").rglob("*.glb") if p.stat().st_size == SIZE)
    return hashlib.sha256(kept.read_bytes()).hexdigest()


def share(status: Locator) -> int:
    """How much is sent, per cent, as the page says it."""
    found = re.search(r"(\d+) %", status.inner_text())
    return int(found[1]) if found else 0


def test_a_broken_upload_goes_on(page: Page, stack: Stack, large: Path, screenshots: Path) -> None:
    sign_in(page, stack)
    offsets: list[int] = []

    def note(request: Request) -> None:
        if request.method == "PATCH":
            offsets.append(int(request.headers["upload-offset"]))

    page.context.on("request", note)
    page.add_init_script(SLOW)
    begin(page, stack, large)
    page.get_by_role("button", name="Create and import").click()
    upload = page.get_by_test_id("upload")
    while share(upload) < 30:
        page.wait_for_timeout(10)
    page.context.set_offline(True)
    expect(upload).to_have_attribute("data-silent", "true")
    expect(upload).to_contain_text("No connection")
    page.screenshot(path=screenshots / "40-upload-silent.png")

    # The connection comes back and goes on by itself; then the page is closed in the middle of it.
    page.evaluate("window.wait = 6000")
    page.context.set_offline(False)
    expect(upload).to_have_attribute("data-silent", "false")
    page.close()
    broken_at = max(offsets)
    assert SIZE // 4 <= broken_at < SIZE - 8 * MIB
    offsets.clear()

    # Later the same file is chosen again.
    later = page.context.new_page()
    later.set_default_timeout(20_000)
    begin(later, stack, large)
    begun = later.get_by_test_id("upload-begun")
    expect(begun).to_contain_text(re.compile(r"\d+ % of this file was sent before"))
    known = share(begun)
    later.screenshot(path=screenshots / "41-upload-begun.png")
    later.get_by_role("button", name="Go on sending").click()
    later.wait_for_url(re.compile("/facilities/[0-9a-f-]+"), timeout=60_000)
    assert min(offsets) >= broken_at  # nothing that was there is sent again
    assert round(100 * min(offsets) / SIZE) == known
    facility = later.url.rsplit("/", 1)[1]
    assert sha256_of(later, stack, facility) == hashlib.sha256(large.read_bytes()).hexdigest()
    assert list((stack.data_dir / "uploads").iterdir()) == []
