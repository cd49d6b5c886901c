"""A large file whose sending breaks goes on where it stopped, by itself and after the page was loaded anew."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Stack
from tests.browser.test_planner_path import sign_in
from tests.browser.test_watching import call

pytestmark = [pytest.mark.services, pytest.mark.browser]

MIB = 1 << 20
SIZE = int(os.environ.get("UPLOAD_TEST_MIB") or 40) * MIB
BREAKS_AT = SIZE * 9 // 10 // (8 * MIB) * 8 * MIB  # the piece in which nine tenths are reached


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


def test_a_broken_upload_goes_on(page: Page, stack: Stack, large: Path, screenshots: Path) -> None:
    sign_in(page, stack)
    sent: list[int] = []
    is_broken = True

    def pieces(route: Any) -> None:
        offset = int(route.request.headers["upload-offset"])
        if offset >= BREAKS_AT and is_broken:
            route.abort("connectionreset")
            return
        sent.append(offset)
        route.continue_()

    page.route(
        re.compile("/api/v1/uploads/"),
        lambda route: pieces(route) if route.request.method == "PATCH" else route.continue_(),
    )
    begin(page, stack, large)
    page.get_by_role("button", name="Create and import").click()
    upload = page.get_by_test_id("upload")
    expect(upload).to_have_attribute("data-silent", "true", timeout=60_000)
    expect(upload).to_contain_text("No connection")
    page.screenshot(path=screenshots / "40-upload-silent.png")

    # The page is closed; later the same file is chosen again.
    begin(page, stack, large)
    expect(page.get_by_test_id("upload-begun")).to_contain_text(f"{round(100 * BREAKS_AT / SIZE)} %")
    page.screenshot(path=screenshots / "41-upload-begun.png")
    is_broken = False
    page.get_by_role("button", name="Go on sending").click()
    page.wait_for_url(re.compile("/facilities/[0-9a-f-]+"), timeout=60_000)
    assert sent == list(range(0, SIZE, 8 * MIB))  # each piece once
    facility = page.url.rsplit("/", 1)[1]
    assert sha256_of(page, stack, facility) == hashlib.sha256(large.read_bytes()).hexdigest()
    assert list((stack.data_dir / "uploads").iterdir()) == []
