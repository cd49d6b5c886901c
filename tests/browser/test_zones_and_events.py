"""Zones drawn with the keyboard and with the mouse, and events placed on the time line of the day."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Stack
from tests.browser.test_planner_path import make_variant, open_facility, saved_revision, set_number, sign_in, tab
from tests.browser.test_watching import call

pytestmark = [pytest.mark.services, pytest.mark.browser]


def zone(page: Page, zone_id: str) -> Locator:
    return page.locator(f'[data-testid="zones"] [data-zone-id="{zone_id}"]')


def drag(page: Page, path: list[tuple[float, float]]) -> None:
    page.mouse.move(*path[0])
    page.mouse.down()
    for x, y in path[1:]:
        page.mouse.move(x, y, steps=4)
    page.mouse.up()


def in_the_plan(page: Page, share_x: float, share_y: float) -> tuple[float, float]:
    box = page.get_by_test_id("plan-editor").bounding_box()
    assert box is not None
    return box["x"] + share_x * box["width"], box["y"] + share_y * box["height"]


def test_zones_and_events_by_keys_and_by_hand(page: Page, stack: Stack, screenshots: Path) -> None:
    sign_in(page, stack)
    open_facility(page, "DC North")
    make_variant(page, "Zones", "Today")

    # By keyboard alone: placed in the middle, then typed to where it closes an aisle.
    page.get_by_test_id("zone-keep_out").focus()
    page.keyboard.press("Enter")
    closed = zone(page, "keep-out-1")
    expect(closed).to_be_visible()
    inspector = page.get_by_test_id("inspector")
    expect(inspector.get_by_label("Name")).to_have_value("Keep-out 1")
    for label, value in (("x (m)", "19.9"), ("y (m)", "27.3"), ("Length (m)", "8.7"), ("Width (m)", "9.8")):
        set_number(page, label, value)
    expect(page.get_by_label("Length (m)", exact=True)).to_have_value("8.70")
    page.get_by_test_id("object-zone:keep-out-1").click()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_label("x (m)", exact=True)).to_have_value("20.90")
    page.keyboard.press("Control+z")
    expect(page.get_by_label("x (m)", exact=True)).to_have_value("19.90")
    finding = page.get_by_test_id("checks").get_by_text(
        re.compile(r"Keep-out zone “Keep-out 1” closes off \d+ pick faces")
    )
    expect(finding).to_be_visible(timeout=60_000)

    # By hand: one gesture is one step back.
    page.get_by_test_id("zone-one_way").click()
    drag(page, [in_the_plan(page, 0.5, 0.78), in_the_plan(page, 0.75, 0.78)])
    aisle = zone(page, "one-way-1")
    expect(aisle).to_be_visible()
    length = page.get_by_label("Length (m)", exact=True)
    drawn = float(length.input_value())
    handle = page.locator('[data-handle="zone-handle-1,0"]').bounding_box()
    assert handle is not None
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    drag(page, [(x, y), (x - 30, y)])
    assert float(length.input_value()) < drawn
    page.keyboard.press("Control+z")
    expect(length).to_have_value(f"{drawn:.2f}")
    page.keyboard.press("Control+z")
    expect(aisle).to_have_count(0)
    page.keyboard.press("Control+Shift+z")
    expect(aisle).to_be_visible()
    expect(closed).to_have_attribute("data-change", "added")
    page.get_by_test_id("zone-crossing").click()
    for share in (0.3, 0.4):  # two clicks draw as one drag does
        page.mouse.click(*in_the_plan(page, share, 0.7 + share / 4))
    expect(zone(page, "crossing-1")).to_be_visible()
    page.screenshot(path=screenshots / "zones-plan.png")
    page.get_by_label("View", exact=True).get_by_text("3D", exact=True).click()
    page.wait_for_timeout(3_000)
    page.screenshot(path=screenshots / "zones-3d.png")

    # An event by keys: added from the menu, moved and lengthened on the line, taken back.
    tab(page, "Events")
    page.get_by_role("button", name="Add an event").focus()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Demand surge").focus()
    page.keyboard.press("Enter")
    bar = page.get_by_test_id("event-0")
    expect(bar).to_be_focused()
    expect(bar).to_have_attribute("aria-label", "Demand surge, × 1.50, 07:00 to 08:00")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("+")
    expect(bar).to_have_attribute("aria-label", "Demand surge, × 1.50, 08:05 to 09:10")
    box = bar.bounding_box()
    assert box is not None
    hour = page.get_by_test_id("timeline").locator(".timeline-track").first.bounding_box()
    assert hour is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    drag(page, [middle, (middle[0] + hour["width"] / 8, middle[1])])
    expect(bar).to_have_attribute("aria-label", "Demand surge, × 1.50, 09:05 to 10:10")
    page.keyboard.press("Control+z")
    expect(bar).to_have_attribute("aria-label", "Demand surge, × 1.50, 08:05 to 09:10")
    page.get_by_role("button", name="Add an event").click()
    page.get_by_role("menuitem", name="Spill").click()
    expect(page.get_by_test_id("event-1")).to_be_focused()
    page.screenshot(path=screenshots / "events-line.png")
    page.keyboard.press("Delete")
    expect(page.get_by_test_id("event-1")).to_have_count(0)
    saved_revision(page)

    page.reload()
    expect(zone(page, "keep-out-1")).to_be_visible()
    tab(page, "Events")
    expect(bar).to_have_attribute("aria-label", "Demand surge, × 1.50, 08:05 to 09:10")


def test_conveyors_are_seen_chosen_and_typed_and_closed_floor_has_handles(
    page: Page, stack: Stack, screenshots: Path
) -> None:
    sign_in(page, stack)
    facility = next(f for f in call(page, "GET", "facilities/")["results"] if f["name"] == "DC North")
    rows = call(page, "GET", f"scenarios/?facility_id={facility['id']}")["results"]
    document = call(page, "GET", f"scenarios/{rows[-1]['id']}/")["document"]
    pack, ship = (next(s["id"] for s in document["stations"] if s["kind"] == kind) for kind in ("pack", "ship"))
    document["conveyors"] = [
        {"id": "belt", "from_station": pack, "to_station": ship, "path": [[50, 12], [40, 12], [40, 4]]}
    ]
    area = {"x_m": 40, "y_m": 20, "length_m": 12, "width_m": 6, "heading_rad": 0}
    document["events"] = [{"kind": "aisle_blocked", "start_s": 0, "end_s": 600, "area": area}]
    body = {"facility_id": facility["id"], "name": "A belt", "document": document}
    page.goto(f"{stack.url}/scenarios/{call(page, 'POST', 'scenarios/', body)['id']}")

    page.get_by_test_id("object-conveyor:belt").click()
    facts = page.get_by_test_id("conveyor-facts")
    expect(facts).to_contain_text("18.0 m long by its course, at 0.50 m/s")
    set_number(page, "Belt speed (m/s)", "1")
    expect(facts).to_contain_text("goods spend 18 s on it")
    expect(page.get_by_test_id("conveyor-label")).to_have_text("belt · 18.0 m · 1.00 m/s")
    page.screenshot(path=screenshots / "conveyor.png")
    page.get_by_test_id("drawing").focus()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("conveyor-facts")).to_have_count(0)
    box = page.locator('[data-conveyor-id="belt"] .belt-line').bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"])  # on its first leg
    expect(facts).to_be_visible()

    # Its course by hand: a point is drawn, a further one comes out of a leg.
    def middle_of(handle: str) -> tuple[float, float]:
        place = page.locator(f'[data-handle="{handle}"]').bounding_box()
        assert place is not None
        return place["x"] + place["width"] / 2, place["y"] + place["height"] / 2

    x, y = middle_of("course-point-2")
    drag(page, [(x, y), (x - 40, y)])
    expect(facts).not_to_contain_text("18.0 m")
    x, y = middle_of("course-leg-0")
    drag(page, [(x, y), (x, y - 30)])
    points = page.get_by_role("button", name=re.compile("^Point . of 4 of the course"))
    expect(points).to_have_count(4)
    page.screenshot(path=screenshots / "conveyor-course.png")
    # And by keyboard: one more behind the last, moved, both removed; each step can be undone.
    points.nth(3).focus()
    page.keyboard.press("Insert")
    points = page.get_by_role("button", name=re.compile("^Point . of 5 of the course"))
    expect(points.nth(3)).to_be_focused()
    before = points.nth(3).get_attribute("aria-label")
    page.keyboard.press("Shift+ArrowRight")
    expect(points.nth(3)).not_to_have_attribute("aria-label", before or "")
    page.keyboard.press("Delete")
    page.keyboard.press("Delete")
    expect(page.get_by_role("button", name=re.compile("^Point . of 3 of the course"))).to_have_count(3)
    for _ in range(6):
        page.keyboard.press("Control+z")
    page.get_by_test_id("object-conveyor:belt").click()
    expect(facts).to_contain_text("18.0 m long by its course")
    # The whole of it goes with Delete and comes back with Undo.
    page.keyboard.press("Delete")
    expect(page.locator('[data-conveyor-id="belt"]')).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(page.locator('[data-conveyor-id="belt"]')).to_have_count(1)

    tab(page, "Events")
    fields = [page.get_by_label(label, exact=True) for label in ("x (m)", "y (m)", "Length (m)", "Width (m)")]

    def shown() -> list[float]:
        return [float(field.input_value()) for field in fields]

    assert shown() == [40, 20, 12, 6]
    handle = page.locator('[data-handle="area-handle-1,0"]').bounding_box()
    assert handle is not None
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    drag(page, [(x, y), (x + 20, y)])
    _, across, length, width = shown()
    assert length > 12
    assert (across, width) == (20, 6)
    page.keyboard.press("Control+z")
    assert shown() == [40, 20, 12, 6]
    drag(page, [(x - 15, y), (x - 15, y + 25)])  # inside of it: moved, as large as before
    left, down, length, width = shown()
    assert down < 20
    assert (left, length, width) == (40, 12, 6)
    page.screenshot(path=screenshots / "closed-floor.png")

    # What an event blocks is chosen in the list or in the plan.
    page.get_by_role("button", name="Add an event").click()
    page.get_by_role("menuitem", name="Storage blocked").click()
    which = page.get_by_role("combobox", name="Which")
    first = which.input_value()
    outline = page.get_by_test_id("event-target").get_by_test_id("selection").locator("polygon")
    where = outline.bounding_box()
    assert where is not None
    which.click()
    page.get_by_role("option").nth(3).click()
    expect(which).not_to_have_value(first)
    page.mouse.click(where["x"] + where["width"] / 2, where["y"] + where["height"] / 2)
    expect(which).to_have_value(first)
