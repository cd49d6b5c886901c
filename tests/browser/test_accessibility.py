"""Every page in both themes and both languages, at the smallest size: axe finds nothing serious, and German is German.

Then a planner without a mouse: edit, run, compare.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.browser.conftest import EMAIL, PASSWORD, REPOSITORY, Stack
from tests.browser.test_planner_path import RUN_TIMEOUT_MS, sign_in
from tests.browser.test_watching import call

pytestmark = [pytest.mark.services, pytest.mark.browser]

AXE = REPOSITORY / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
SMALLEST = ViewportSize(width=1280, height=720)
# Words that no German sentence has, and that names in the demonstration do not have either.
ENGLISH = re.compile(r"\b(the|and|of|to|is|are|with|from|not|this|orders?)\b")
SAID = """() => [
  ...document.body.innerText.split('\\n'),
  ...[...document.querySelectorAll('[aria-label],[title],[placeholder]')].flatMap((e) =>
    ['aria-label', 'title', 'placeholder'].map((name) => e.getAttribute(name) ?? '')),
]"""


@dataclass(frozen=True)
class Places:
    """Paths of the pages, once there is something to see on each."""

    facility: str
    scenario: str
    run: str
    comparison: str


def short_day(page: Page, name: str, **changes: Any) -> dict[str, Any]:
    """Half an hour of the demonstration's day, twice, without clips."""
    facility = next(f for f in call(page, "GET", "facilities/")["results"] if f["name"] == "DC North")
    rows = call(page, "GET", f"scenarios/?facility_id={facility['id']}")["results"]
    today = next(row for row in rows if row["name"] == "Today")
    document = call(page, "GET", f"scenarios/{today['id']}/")["document"]
    document["experiment"] |= {"horizon_s": 1800, "replications": 2, "clip_camera_ids": [], "clip_start_s": None}
    body = {"facility_id": facility["id"], "name": name, "document": document | changes}
    made: dict[str, Any] = call(page, "POST", "scenarios/", body)
    return made


@pytest.fixture(scope="module")
def places(browser: Browser, stack: Stack) -> Iterator[Places]:
    """A facility, a scenario, its results and a comparison."""
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, stack)
    base = short_day(page, "Half an hour")
    variant = short_day(page, "Half an hour on foot", fleet=[])
    ids = [base["id"], variant["id"]]
    comparison = call(page, "POST", "comparisons/", {"scenario_ids": ids})
    page.goto(f"{stack.url}/comparisons/{comparison['id']}")
    expect(page.get_by_test_id("headline")).to_be_visible(timeout=RUN_TIMEOUT_MS)
    yield Places(
        f"/facilities/{base['facility_id']}",
        f"/scenarios/{variant['id']}",
        f"/runs/{comparison['runs'][0]['run']['id']}",
        f"/comparisons/{comparison['id']}",
    )
    context.close()


def violations(page: Page) -> list[str]:
    """What axe calls serious or critical, with where."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        f"{page.url}: {fault['id']} at {[node['target'] for node in fault['nodes'][:3]]}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
    ]


def english_left(page: Page) -> list[str]:
    """Lines and labels of a German page that are not German."""
    return sorted({line.strip() for line in page.evaluate(SAID) if ENGLISH.search(line)})


def pages_of(page: Page, url: str, places: Places) -> Iterator[str]:
    """Opens one page after the other, each when its content is there."""

    def opened(path: str, ready: Locator) -> str:
        page.goto(url + path)
        expect(ready).to_be_visible(timeout=60_000)
        return path

    tabs = page.get_by_role("tab")
    yield opened("/", page.locator(".facility-card").first)
    yield opened(places.facility, page.get_by_role("tree"))
    yield opened(places.scenario, page.get_by_test_id("plan-editor"))
    for index in range(1, 6):
        tabs.nth(index).click()
        yield f"{places.scenario}, tab {index}"
    yield opened(places.run, page.get_by_test_id("headline"))
    yield opened(f"{places.run}?tab=conflicts", page.get_by_test_id("conflicts"))
    yield opened(f"{places.run}?tab=watch", page.get_by_test_id("play"))
    yield opened(f"{places.run}?tab=places", page.locator(".card").first)
    yield opened(places.comparison, page.get_by_test_id("headline"))
    yield opened("/settings", tabs.first)
    for index in range(1, tabs.count()):
        tabs.nth(index).click()
        yield f"/settings, tab {index}"
    yield opened("/nowhere", page.locator(".state"))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_no_page_has_a_serious_fault(browser: Browser, stack: Stack, places: Places, language: str, theme: str) -> None:
    context = browser.new_context(viewport=SMALLEST, reduced_motion="reduce")
    context.add_init_script(
        f"localStorage.setItem('foresite-language', '{language}');"
        f"localStorage.setItem('mantine-color-scheme-value', '{theme}');"
    )
    page = context.new_page()
    page.goto(f"{stack.url}/sign-in")
    page.locator("input[type=email]").fill(EMAIL)
    faults, english = violations(page), english_left(page) if language == "de" else []
    page.locator("input[type=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".facility-card").first).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == language
    for name in pages_of(page, stack.url, places):
        page.wait_for_timeout(400)  # what fades in has its colours
        faults += violations(page)
        if language == "de":
            english += [f"{name}: {line}" for line in english_left(page)]
    context.close()
    assert faults == []
    assert english == []


def reach(page: Page, wanted: Locator, most: int = 150) -> None:
    """Tab until something has the focus."""
    expect(wanted).to_be_visible()
    for _ in range(most):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not lead to {wanted}")


def activate(page: Page, wanted: Locator, key: str = "Enter") -> None:
    reach(page, wanted)
    page.keyboard.press(key)


def test_a_variant_is_edited_run_and_compared_without_a_mouse(browser: Browser, stack: Stack) -> None:
    context = browser.new_context(viewport=SMALLEST)
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(f"{stack.url}/sign-in")
    reach(page, page.get_by_label("E-mail"))
    page.keyboard.type(EMAIL)
    reach(page, page.get_by_label("Password", exact=True))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Facilities", exact=True)).to_be_visible()
    short_day(page, "Before")  # so that the run is a short one

    activate(page, page.get_by_role("link", name=re.compile("DC North")).first)
    activate(page, page.get_by_role("button", name="New variant").first)
    reach(page, page.get_by_role("dialog").get_by_label("Name of the variant"))
    page.keyboard.type("Without a mouse")
    page.keyboard.press("Enter")

    expect(page.get_by_test_id("change-count")).to_have_text("As Before")
    reach(page, page.get_by_label("Find an object"))
    page.keyboard.type("Rack row 12")
    reach(page, page.get_by_role("treeitem").first)  # a tree is one stop: arrow keys walk it
    page.keyboard.press("ArrowDown")
    activate(page, page.get_by_test_id("object-rack-row-12"))
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.get_by_test_id("change-count")).to_have_text("1 change from Before")
    expect(page.get_by_test_id("save-state")).to_have_attribute("data-state", "saved")
    activate(page, page.get_by_test_id("run"))
    page.wait_for_url(re.compile("/runs/"))
    expect(page.get_by_test_id("headline")).to_be_visible(timeout=RUN_TIMEOUT_MS)

    activate(page, page.get_by_role("button", name="Compare…"))
    activate(page, page.get_by_role("dialog").get_by_role("button", name="Compare", exact=True))
    page.wait_for_url(re.compile("/comparisons/"))
    expect(page.get_by_test_id("differences")).to_be_visible(timeout=RUN_TIMEOUT_MS)
    context.close()
