"""A comparison is shared by a link: somebody without an account sees it, and no longer once the link has ended."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import REPOSITORY, Stack
from tests.browser.test_planner_path import RUN_TIMEOUT_MS, sign_in
from tests.browser.test_watching import call

pytestmark = [pytest.mark.services, pytest.mark.browser]


def start_comparison(page: Page) -> str:
    """A comparison of two short days, without clips; returns its id."""
    facility = call(page, "GET", "facilities/")["results"][-1]
    base = call(page, "GET", f"scenarios/?facility_id={facility['id']}")["results"][-1]
    document = call(page, "GET", f"scenarios/{base['id']}/")["document"]
    document["experiment"] |= {"horizon_s": 900, "replications": 2, "clip_camera_ids": [], "clip_start_s": None}
    ids = []
    for name, pick_s in (("Shared base", 10.0), ("Shared variant", 14.0)):
        document["demand"]["pick_s"] = pick_s
        body = {"facility_id": facility["id"], "name": name, "document": document}
        ids.append(call(page, "POST", "scenarios/", body)["id"])
    made: str = call(page, "POST", "comparisons/", {"scenario_ids": ids})["id"]
    return made


def serious_faults(page: Page) -> list[str]:
    """What axe finds that keeps somebody from using the page."""
    page.evaluate((REPOSITORY / "frontend" / "node_modules" / "axe-core" / "axe.min.js").read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)")
    return [
        f"{v['id']}: {v['nodes'][0]['target']} {v['nodes'][0]['failureSummary']}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


def test_a_comparison_is_shared_looked_at_and_revoked(
    page: Page, browser: Browser, stack: Stack, screenshots: Path
) -> None:
    sign_in(page, stack)
    comparison = start_comparison(page)
    page.goto(f"{stack.url}/comparisons/{comparison}")
    page.get_by_role("button", name="Share…").click(timeout=RUN_TIMEOUT_MS)
    dialog = page.get_by_role("dialog", name="Share by a link")
    expect(dialog.get_by_role("combobox", name="The link works for")).to_have_value("14 days")
    dialog.get_by_role("button", name="Make a link").click()
    url = dialog.get_by_test_id("share-url").input_value()
    assert re.fullmatch(rf"{re.escape(stack.url)}/shared/[0-9a-f-]+#[\w-]{{43}}", url)
    expect(dialog.get_by_test_id("share-links").locator("tbody tr")).to_have_count(1)
    page.wait_for_timeout(400)  # the dialog has faded in
    page.screenshot(path=screenshots / "30-share.png")
    assert serious_faults(page) == []

    # Somebody else, in a browser that was never signed in.
    context = browser.new_context(viewport={"width": 1280, "height": 720}, accept_downloads=True)
    reader = context.new_page()
    reader.set_default_timeout(20_000)
    errors: list[str] = []
    reader.on("pageerror", lambda error: errors.append(str(error)))
    refused: list[str] = []
    reader.on("response", lambda r: refused.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    reader.goto(url)
    expect(reader.get_by_test_id("headline")).to_have_text(page.get_by_test_id("headline").inner_text())
    expect(reader.get_by_test_id("differences").locator("[data-metric]").first).to_be_visible()
    expect(reader.get_by_text(re.compile("^Shared by"))).to_be_visible()
    expect(reader.get_by_role("link", name=re.compile("Facilities|DC North"))).to_have_count(0)
    reader.screenshot(path=screenshots / "31-shared.png")
    assert refused == []
    assert serious_faults(reader) == []
    for _ in range(40):  # the reports are written meanwhile
        if reader.get_by_role("link", name="PDF").count():
            break
        reader.wait_for_timeout(1_000)
        reader.reload()
    with reader.expect_download() as download:
        reader.get_by_role("link", name="PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    # Each of the runs has its results, too.
    reader.get_by_role("button", name="B · Shared variant").click()
    expect(reader.get_by_test_id("results")).to_contain_text("Shared variant")
    reader.get_by_role("tab", name="Conflicts").click()
    expect(reader.get_by_test_id("conflicts").or_(reader.get_by_text("No encounter")).first).to_be_visible()
    reader.screenshot(path=screenshots / "35-shared-conflicts.png")
    # The first day was filmed when the link was made: they watch it, in plan and 3D, and ask for nothing.
    reader.get_by_role("tab", name="Watch").click()
    expect(reader.get_by_test_id("play")).to_be_visible(timeout=60_000)
    time = reader.get_by_test_id("playback-time")
    before = time.inner_text()
    reader.get_by_test_id("play").click()
    expect(time).not_to_have_text(before)
    expect(reader.locator("[data-agent]").first).to_be_attached()
    expect(reader.get_by_role("combobox", name="Replication")).to_have_count(0)
    reader.screenshot(path=screenshots / "36-shared-watch.png")
    reader.get_by_text("3D", exact=True).click()
    expect(reader.get_by_test_id("scene3d").locator("canvas").first).to_be_visible(timeout=60_000)
    reader.screenshot(path=screenshots / "37-shared-watch-3d.png")
    assert refused == []
    assert serious_faults(reader) == []
    reader.get_by_role("button", name="Comparison", exact=True).click()
    expect(reader.get_by_test_id("differences")).to_be_visible()
    requested = reader.evaluate("fetch('/api/v1/facilities/').then(answer => answer.status)")
    assert requested == 401

    # Revoked: at once, for whoever has it open too.
    dialog.get_by_role("button", name=re.compile("^Revoke the link")).click()
    expect(dialog.get_by_test_id("share-links").locator("tr[data-status=revoked]")).to_have_count(1)
    reader.reload()
    expect(reader.get_by_role("heading", name="This link was revoked")).to_be_visible()
    reader.screenshot(path=screenshots / "32-revoked.png")
    reader.goto(re.sub("#.*", "#not-the-token", url))
    reader.reload()
    expect(reader.get_by_role("heading", name="This link does not work")).to_be_visible()
    assert errors == []
    context.close()


def test_a_run_is_shared_alone(page: Page, browser: Browser, stack: Stack, screenshots: Path) -> None:
    sign_in(page, stack)
    runs = call(page, "GET", "runs/")["results"]
    done = next((run for run in runs if run["status"] == "done"), None)
    if done is None:
        call(page, "GET", f"comparisons/{start_comparison(page)}/")
        page.goto(f"{stack.url}/runs/{call(page, 'GET', 'runs/')['results'][0]['id']}")
        page.get_by_test_id("results").wait_for(timeout=RUN_TIMEOUT_MS)
        done = call(page, "GET", "runs/")["results"][0]
    url = call(page, "POST", "share-links/", {"run_id": done["id"], "days": 1})["url"]
    context = browser.new_context(viewport={"width": 1440, "height": 860}, color_scheme="dark")
    reader = context.new_page()
    reader.set_default_timeout(20_000)
    refused: list[str] = []
    reader.on("response", lambda r: refused.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    reader.goto(url)
    expect(reader.get_by_test_id("results")).to_contain_text(done["scenario_name"])
    expect(reader.get_by_role("tab")).to_have_text(["Overview", "Conflicts", "Watch", "Places", "Clips"])
    reader.screenshot(path=screenshots / "33-shared-run-dark.png")
    reader.get_by_role("tab", name="Places").click()
    expect(reader.get_by_role("region", name=re.compile("crowded|Where", re.IGNORECASE)).first).to_be_visible()
    reader.wait_for_timeout(1_500)
    reader.screenshot(path=screenshots / "34-shared-places-dark.png")
    for name in ("Conflicts", "Clips"):
        reader.get_by_role("tab", name=name).click()
        reader.wait_for_timeout(1_500)
        reader.screenshot(path=screenshots / f"34-shared-{name.lower()}-dark.png")
    assert refused == []
    context.close()
