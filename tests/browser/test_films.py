"""Films of a comparison go on playing while further clips come, and when the last one has."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Stack
from tests.browser.test_planner_path import RUN_TIMEOUT_MS, sign_in
from tests.browser.test_sharing import start_comparison
from worlds.video import VideoWriter

pytestmark = [pytest.mark.services, pytest.mark.browser]
SECONDS = 20


def film() -> bytes:
    """Grey that brightens, so that Chromium has something to play."""
    with VideoWriter(64, 36) as writer:
        for k in range(SECONDS * 25):
            writer.add(np.full((36, 64, 3), k % 256, np.uint8))
        return writer.finish()


def clip(run_id: str) -> dict[str, Any]:
    return {
        "id": run_id, "camera": {"id": "1", "name": "Aisle"}, "model": "world", "start_s": 60.0,
        "start_clock": "06:01", "duration_s": float(SECONDS), "frame_count": SECONDS * 25, "width_px": 64,
        "height_px": 36, "video_url": f"/api/v1/clips/{run_id}/video.mp4", "poster_url": None, "sidecar_url": "",
        "thumbnails_url": None, "depth_video_url": None, "class_video_url": None, "uncertainty_video_url": None,
        "audit": None, "model_hash": "", "control_hash": "",
    }  # fmt: skip


def test_films_play_on_while_clips_come_and_when_the_comparison_is_ready(page: Page, stack: Stack) -> None:
    sign_in(page, stack)
    comparison = start_comparison(page)
    page.goto(f"{stack.url}/comparisons/{comparison}")
    expect(page.get_by_role("button", name="Share…")).to_be_visible(timeout=RUN_TIMEOUT_MS)

    known: dict[str, Any] = {"status": "rendering", "filmed": 1}
    data = film()

    def of_comparison(route: Route) -> None:
        body = route.fetch().json()
        runs[:] = [entry["run"]["id"] for entry in body["runs"]]
        route.fulfill(json=body | {"status": known["status"]})

    def of_clips(route: Route) -> None:
        run_id = route.request.url.rstrip("/").split("/")[-2]
        is_filmed = run_id in runs[: known["filmed"]]
        route.fulfill(json={"clips": [clip(run_id)] if is_filmed else []})

    def of_video(route: Route) -> None:
        wanted = route.request.headers.get("range", "bytes=0-").removeprefix("bytes=").split("-")
        first, last = int(wanted[0]), int(wanted[1] or len(data) - 1)
        headers = {"Content-Range": f"bytes {first}-{last}/{len(data)}", "Accept-Ranges": "bytes",
                   "Content-Type": "video/mp4"}  # fmt: skip
        route.fulfill(status=206, headers=headers, body=data[first : last + 1])

    runs: list[str] = []
    page.route(f"**/api/v1/comparisons/{comparison}/", of_comparison)
    page.route("**/api/v1/runs/*/clips/", of_clips)
    page.route("**/video.mp4", of_video)
    page.reload()
    videos = page.get_by_test_id("films").get_by_test_id("clip-video")
    expect(videos).to_have_count(1)
    page.get_by_test_id("play").click()
    times = "vs => vs.map(v => v.currentTime)"
    page.wait_for_function("() => document.querySelector('[data-testid=clip-video]').currentTime > 0.5")
    videos.first.evaluate("v => { v.dataset.mark = 'the same'; }")

    known["filmed"] = 2
    expect(videos).to_have_count(2)
    begun = max(videos.evaluate_all(times))
    assert begun > 0.5
    page.wait_for_function(  # the second joins the first where that is
        "() => { const [a, b] = [...document.querySelectorAll('[data-testid=clip-video]')].map(v => v.currentTime);"
        " return Math.abs(a - b) < 0.5 && a > 0.5; }"
    )

    known["status"] = "ready"
    expect(page.get_by_test_id("rendering")).to_be_hidden()
    page.wait_for_timeout(1_000)
    assert min(videos.evaluate_all(times)) > begun
    expect(videos.first).to_have_attribute("data-mark", "the same")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
