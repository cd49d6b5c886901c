"""Watching a simulated day in Chromium: play, scrub, jump to an encounter, follow, plan and 3D, a link to a moment."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Stack
from tests.browser.test_planner_path import RUN_TIMEOUT_MS, sign_in

pytestmark = [pytest.mark.services, pytest.mark.browser]

CALL = """async ([method, path, body]) => {
  const token = /csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? '';
  const answer = await fetch('/api/v1/' + path, {
    method,
    headers: {'Content-Type': 'application/json', 'X-CSRFToken': token},
    body: body && JSON.stringify(body),
  });
  return answer.json();
}"""


def call(page: Page, method: str, path: str, body: Any = None) -> Any:
    """The HTTP API as the signed-in person."""
    return page.evaluate(CALL, [method, path, body])


def start_short_run(page: Page) -> str:
    """A finished run of an hour, twice, without clips; returns its id."""
    facility = next(f for f in call(page, "GET", "facilities/")["results"] if f["name"] == "DC North")
    base = call(page, "GET", f"scenarios/?facility_id={facility['id']}")["results"][-1]
    document = call(page, "GET", f"scenarios/{base['id']}/")["document"]
    document["experiment"] |= {"horizon_s": 3600, "replications": 2, "clip_camera_ids": [], "clip_start_s": None}
    body = {"facility_id": facility["id"], "name": "An hour to watch", "document": document}
    scenario = call(page, "POST", "scenarios/", body)
    run_id: str = call(page, "POST", f"scenarios/{scenario['id']}/runs/", {})["id"]
    return run_id


def places(page: Page) -> dict[str, str]:
    """Where everyone on the plan is, as it is drawn."""
    found: dict[str, str] = page.get_by_test_id("playback-plan").evaluate(
        "plan => Object.fromEntries([...plan.querySelectorAll('[data-agent]')]"
        ".filter(g => g.style.display !== 'none').map(g => [g.dataset.agent, g.getAttribute('transform')]))"
    )
    return found


def test_a_day_is_watched(page: Page, stack: Stack, screenshots: Path) -> None:
    sign_in(page, stack)
    run_id = start_short_run(page)
    page.goto(f"{stack.url}/runs/{run_id}")
    page.get_by_role("tab", name="Watch").click(timeout=RUN_TIMEOUT_MS)
    time = page.get_by_test_id("playback-time")
    expect(time).to_contain_text(re.compile(r"06:00:0\d / 07:00"), timeout=60_000)

    # It plays, at the speed that one asks for, and stands still when one stops it.
    standing = places(page)
    page.get_by_test_id("speed").click()
    page.get_by_test_id("speed").click()
    expect(page.get_by_test_id("speed")).to_have_text("16×")
    page.get_by_test_id("play").click()
    expect(time).to_contain_text(re.compile(r"06:0[1-9]:\d\d"), timeout=30_000)
    page.get_by_test_id("play").click()
    moved = places(page)
    assert len(moved) > 5
    assert sum(moved[one] != standing.get(one) for one in moved) > 3
    page.wait_for_timeout(300)
    assert places(page) == moved

    # Any moment, with the keyboard.
    scrubber = page.get_by_test_id("scrubber")
    scrubber.focus()
    page.keyboard.press("End")
    expect(time).to_contain_text("07:00:00")
    page.keyboard.press("Home")
    expect(time).to_contain_text("06:00:00")

    # An encounter is gone to, and one of the pair is followed.
    first = page.get_by_test_id("watch-encounters").get_by_role("button").first
    minute = re.findall(r"\d\d:\d\d", first.inner_text())[0]
    first.click()
    expect(page.get_by_role("button", name=re.compile("^Stop following"))).to_be_visible()
    expect(time).to_contain_text(minute)
    page.get_by_test_id("play").click()
    assert page.locator("[data-agent].marked").count() == 2
    page.screenshot(path=screenshots / "11-watch.png")

    # Who is there, and following somebody else.
    page.get_by_role("tab", name="Who is there").click()
    page.get_by_role("button", name="Follow Packer 1", exact=True).click()
    expect(page.get_by_role("button", name="Stop following: Packer 1").first).to_be_visible()
    page.get_by_label("View", exact=True).get_by_text("3D", exact=True).click()
    expect(page.get_by_test_id("scene3d").locator("canvas")).to_be_visible()
    page.wait_for_timeout(2_000)
    page.screenshot(path=screenshots / "12-watch-3d.png")

    # The second replication is another day; a link leads to a moment of it.
    page.goto(f"{stack.url}/runs/{run_id}?tab=watch&replication=1&at=1800")
    expect(time).to_contain_text("06:30:00", timeout=60_000)
    expect(page.get_by_role("combobox", name="Replication")).to_have_value("Replication 2 of 2")


def test_an_encounter_is_shown_from_above_where_no_clip_shows_it(page: Page, stack: Stack, screenshots: Path) -> None:
    sign_in(page, stack)
    run_id = start_short_run(page)  # the run of the test before, if that was run
    page.goto(f"{stack.url}/runs/{run_id}?tab=conflicts")
    chosen = page.get_by_test_id("conflicts").get_by_role("button").nth(1)
    chosen.click(timeout=RUN_TIMEOUT_MS)
    minute = re.findall(r"\d\d:\d\d", chosen.inner_text())[0]
    expect(page.get_by_test_id("playback-time")).to_contain_text(minute, timeout=60_000)
    assert page.locator("[data-agent].marked").count() == 2
    expect(page.locator(".agent-trail")).to_have_count(2)
    page.screenshot(path=screenshots / "13-encounter.png")
    page.get_by_role("button", name="Watch the whole day from here").click()
    expect(page.get_by_role("tab", name="Watch")).to_have_attribute("aria-selected", "true")
    page.go_back()
    expect(page.get_by_role("tab", name="Conflicts")).to_have_attribute("aria-selected", "true")


def test_the_futures_of_an_encounter_stand_beside_it(page: Page, stack: Stack, screenshots: Path) -> None:
    sign_in(page, stack)
    run_id = start_short_run(page)  # the run of the tests before, if they were run
    page.goto(f"{stack.url}/runs/{run_id}?tab=conflicts")
    page.get_by_test_id("conflicts").get_by_role("button").first.wait_for(timeout=RUN_TIMEOUT_MS)
    told = call(page, "GET", f"runs/{run_id}/futures/")
    if told["state"] == "none":
        pytest.skip("no dynamics model is installed: no run has futures")
    encounters = call(page, "GET", f"runs/{run_id}/conflicts/")["conflicts"]
    rolled = told["conflicts"][0]
    rank = [encounter["id"] for encounter in encounters].index(rolled["conflict_id"])
    page.get_by_test_id("conflicts").get_by_role("button").nth(rank).click()

    # The figures are those of the API, in words and as a fan with a way for each of the two in every future.
    card = page.get_by_test_id("futures")
    expect(card).to_contain_text(re.sub(r"(?<=\d)%", " %", rolled["sentence"]))
    expect(card).to_contain_text(f"{rolled['futures']} futures from {rolled['start_clock']}")
    fan = page.get_by_test_id("futures-fan")
    expect(fan.locator("[data-future]")).to_have_count(2 * rolled["futures"])
    touching = fan.locator("[data-future].contact")
    expect(touching).to_have_count(2 * rolled["contact"]["count"])

    # Each of the three can be looked at: its way is the strong one, and the plan plays it.
    for name, key in (("Worst", "worst"), ("Middle", "median"), ("Likeliest", "likeliest")):
        card.get_by_role("button", name=name, exact=True).click()
        expect(fan).to_have_attribute("data-chosen", str(rolled[key]))
        expect(page.get_by_test_id("chosen-future")).to_contain_text(f"Future {rolled[key] + 1} of {rolled['futures']}")
        expect(fan.locator(".future-way.chosen")).to_have_count(2)
        expect(fan.locator("[data-future-of]").first).to_be_visible()
    page.screenshot(path=screenshots / "14-futures.png")
    page.evaluate("localStorage.setItem('mantine-color-scheme-value', 'dark')")
    page.reload()
    page.get_by_test_id("conflicts").get_by_role("button").nth(rank).click()
    expect(fan.locator("[data-future]")).to_have_count(2 * rolled["futures"])
    page.screenshot(path=screenshots / "14-futures-dark.png")

    # Where none were rolled, the page says why and what to do.
    others = [k for k, one in enumerate(encounters) if one["id"] not in {c["conflict_id"] for c in told["conflicts"]}]
    if others:
        page.get_by_test_id("conflicts").get_by_role("button").nth(others[-1]).click()
        expect(card).to_contain_text(re.compile(r"the worst \d+"))
