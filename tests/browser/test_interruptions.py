"""When things go wrong while somebody works: no edit is lost, and the page says what happened and what to do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.conftest import CHROMIUM_ARGUMENTS, EMAIL, PASSWORD, Stack, browser_path
from tests.browser.test_planner_path import sign_in, x_of
from tests.browser.test_watching import call

pytestmark = [pytest.mark.services, pytest.mark.browser]

ROW = "rack-row-12"


@pytest.fixture
def other(browser: Browser, stack: Stack) -> Iterator[Page]:
    """Another browser, signed in."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.set_default_timeout(20_000)
    sign_in(page, stack)
    yield page
    context.close()


def new_scenario(page: Page, name: str, facility: str = "DC North") -> str:
    """A scenario of the demonstration facility for this test alone; returns its id."""
    facilities = call(page, "GET", "facilities/")["results"]
    facility_id = next(f["id"] for f in facilities if f["name"] == facility)
    base = call(page, "GET", f"scenarios/?facility_id={facility_id}")["results"][-1]
    document = call(page, "GET", f"scenarios/{base['id']}/")["document"]
    body = {"facility_id": facility_id, "name": name, "document": document}
    made: str = call(page, "POST", "scenarios/", body)["id"]
    return made


def open_row(page: Page, stack: Stack, scenario: str) -> float:
    """The editor with a rack row chosen; its x."""
    page.goto(f"{stack.url}/scenarios/{scenario}")
    page.get_by_label("Find an object").fill("Rack row 12")
    page.get_by_test_id(f"object-{ROW}").click()
    return float(x_of(page).input_value())


def put_at(page: Page, x: float) -> None:
    x_of(page).fill(f"{x:.2f}")
    x_of(page).press("Enter")
    expect(x_of(page)).to_have_value(f"{x:.2f}")


def is_saved(page: Page) -> None:
    expect(page.get_by_test_id("save-state")).to_have_attribute("data-state", "saved", timeout=20_000)


def server_keeps(page: Page, scenario: str, x: float | None) -> None:
    """Waits until the document that the server has says that the row is at `x`; None: where the CAD has it."""
    kept: float | None = None
    for _ in range(60):
        document = call(page, "GET", f"scenarios/{scenario}/")["document"]
        places = [e.get("to") or e.get("at") for e in document["layout"] if e.get("part_id") == ROW]
        kept = places[0]["x_m"] if places else None
        if kept == (x if x is None else pytest.approx(x)):
            return
        page.wait_for_timeout(250)
    pytest.fail(f"the server has {kept}, not {x}")


def undo(page: Page) -> None:
    page.get_by_role("button", name="Undo").click()


def test_what_is_changed_without_a_connection_is_saved_once_it_is_back(
    page: Page, stack: Stack, screenshots: Path
) -> None:
    sign_in(page, stack)
    scenario = new_scenario(page, "Offline")
    x = open_row(page, stack, scenario)
    page.context.set_offline(True)
    put_at(page, x - 1)
    state = page.get_by_test_id("save-state")
    expect(state).to_have_attribute("data-state", "silent")
    expect(state).to_contain_text("No connection")
    put_at(page, x - 2)  # work goes on
    page.screenshot(path=screenshots / "20-offline.png")
    page.context.set_offline(False)
    server_keeps(page, scenario, x - 2)


def test_a_save_whose_answer_was_lost_is_not_taken_for_somebody_elses(page: Page, stack: Stack) -> None:
    sign_in(page, stack)
    scenario = new_scenario(page, "Lost answer")
    x = open_row(page, stack, scenario)

    lost: list[int] = []

    def lose_the_first_answer(route: Any) -> None:
        if route.request.method != "PATCH" or lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort("connectionreset")

    page.route(f"**/api/v1/scenarios/{scenario}/", lose_the_first_answer)
    put_at(page, x - 1)
    expect(page.get_by_test_id("save-state")).to_have_attribute("data-state", "silent")
    server_keeps(page, scenario, x - 1)
    is_saved(page)
    assert lost == [200]
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert call(page, "GET", f"scenarios/{scenario}/")["revision"]["number"] == 2


def test_what_could_not_be_saved_before_the_page_was_closed_comes_back(page: Page, stack: Stack) -> None:
    sign_in(page, stack)
    scenario = new_scenario(page, "Closed")
    x = open_row(page, stack, scenario)
    page.route(f"**/api/v1/scenarios/{scenario}/", lambda route: route.abort("connectionrefused"))
    put_at(page, x - 1)
    expect(page.get_by_test_id("save-state")).to_have_attribute("data-state", "silent")
    later = page.context.new_page()
    later.set_default_timeout(20_000)
    page.close(run_before_unload=False)
    assert open_row(later, stack, scenario) == pytest.approx(x - 1)
    expect(later.get_by_text("Changes that could not be saved when you were last here")).to_be_visible()
    server_keeps(later, scenario, x - 1)
    undo(later)
    server_keeps(later, scenario, None)
    is_saved(later)
    later.reload()
    expect(later.get_by_test_id("change-count")).to_have_text("As the CAD")


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_when_somebody_else_saved_one_chooses_and_undo_brings_back_the_other(
    page: Page, other: Page, stack: Stack, screenshots: Path, choice: str
) -> None:
    sign_in(page, stack)
    scenario = new_scenario(page, f"Two at once, {choice}")
    x = open_row(page, stack, scenario)
    open_row(other, stack, scenario)
    page.context.set_offline(True)
    put_at(page, x - 1)
    put_at(other, x + 2)
    server_keeps(other, scenario, x + 2)
    page.context.set_offline(False)
    dialog = page.get_by_role("dialog", name="Someone else saved this scenario")
    expect(dialog).to_contain_text("saved r2 while you were editing")
    page.screenshot(path=screenshots / "21-someone-else-saved.png")
    chosen, left = (x - 1, x + 2) if choice == "mine" else (x + 2, x - 1)
    dialog.get_by_role("button", name="Keep mine" if choice == "mine" else "Go on with r2").click()
    expect(dialog).to_have_count(0)
    expect(x_of(page)).to_have_value(f"{chosen:.2f}")
    server_keeps(page, scenario, chosen)
    undo(page)
    expect(x_of(page)).to_have_value(f"{left:.2f}")
    server_keeps(page, scenario, left)


def test_whoever_changed_nothing_goes_on_with_what_somebody_else_saved(page: Page, other: Page, stack: Stack) -> None:
    sign_in(page, stack)
    scenario = new_scenario(page, "Following")
    x = open_row(page, stack, scenario)
    open_row(other, stack, scenario)
    put_at(other, x + 1)
    expect(x_of(page)).to_have_value(f"{x + 1:.2f}")
    put_at(page, x + 3)
    server_keeps(page, scenario, x + 3)


def test_a_session_that_ends_asks_for_the_password_and_then_saves(page: Page, stack: Stack, screenshots: Path) -> None:
    sign_in(page, stack)
    scenario = new_scenario(page, "Session")
    x = open_row(page, stack, scenario)
    page.context.clear_cookies(name="sessionid")
    put_at(page, x - 1)
    dialog = page.get_by_role("dialog", name="Your session has ended")
    expect(dialog.get_by_label("E-mail")).to_have_value(EMAIL)
    page.screenshot(path=screenshots / "22-session-ended.png")
    dialog.get_by_label("Password", exact=True).fill("not the password")
    dialog.get_by_role("button", name="Sign in", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("do not match")
    dialog.get_by_label("Password", exact=True).fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in", exact=True).click()
    expect(dialog).to_have_count(0)
    is_saved(page)
    expect(x_of(page)).to_have_value(f"{x - 1:.2f}")
    server_keeps(page, scenario, x - 1)


def test_a_facility_deleted_elsewhere_is_said_and_the_work_can_be_kept(
    page: Page, stack: Stack, screenshots: Path
) -> None:
    from tests.twin.test_facilities_api import hall_glb

    sign_in(page, stack)
    facility = call(page, "POST", "facilities/", {"name": "Short-lived"})["id"]
    page.goto(f"{stack.url}/facilities/{facility}")
    file: FilePayload = {"name": "hall.glb", "mimeType": "model/gltf-binary", "buffer": hall_glb()}
    page.get_by_test_id("cad-file").set_input_files(file)
    page.locator("form").get_by_role("button", name=re.compile("import|again", re.IGNORECASE)).last.click()
    expect(page.get_by_role("tree", name="Objects")).to_be_visible(timeout=60_000)
    scenario = call(page, "POST", "scenarios/", {"facility_id": facility, "name": "Doomed"})["id"]
    page.goto(f"{stack.url}/scenarios/{scenario}")
    expect(page.get_by_test_id("save-state")).to_be_visible()
    tab = page.context.new_page()
    tab.goto(stack.url)
    tab.evaluate(
        """id => fetch(`/api/v1/facilities/${id}/`, {method: 'DELETE',
        headers: {'X-CSRFToken': /csrftoken=([^;]+)/.exec(document.cookie)[1]}})""",
        facility,
    )
    expect(page.get_by_role("heading", name="This scenario was deleted")).to_be_visible()
    page.screenshot(path=screenshots / "23-deleted.png")
    with page.expect_download() as download:
        page.get_by_role("button", name="Keep a copy (JSON)").click()
    assert json.loads(download.value.path().read_text())["version"]
    page.goto(f"{stack.url}/facilities/{facility}")
    expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()
    page.get_by_role("link", name="Go to the facilities").click()
    expect(page.get_by_role("heading", name="Facilities", exact=True)).to_be_visible()


def test_without_webgl_the_plan_works_and_3d_says_so(browser: Browser, stack: Stack, screenshots: Path) -> None:
    arguments = [a for a in CHROMIUM_ARGUMENTS if "gl" not in a and "swiftshader" not in a] + ["--disable-3d-apis"]
    plain = browser.browser_type.launch(executable_path=browser_path(), args=arguments)
    try:
        page = plain.new_page(viewport={"width": 1440, "height": 860})
        page.set_default_timeout(20_000)
        sign_in(page, stack)
        scenario = new_scenario(page, "No 3D")
        x = open_row(page, stack, scenario)
        page.get_by_label("View", exact=True).get_by_text("3D", exact=True).click()
        expect(page.get_by_text("This browser cannot draw 3D")).to_be_visible()
        page.screenshot(path=screenshots / "24-no-webgl.png")
        page.get_by_role("button", name="Show the plan").click()
        put_at(page, x - 1)
        server_keeps(page, scenario, x - 1)
    finally:
        plain.close()


def test_impossible_numbers_change_nothing(page: Page, stack: Stack) -> None:
    sign_in(page, stack)
    scenario = new_scenario(page, "Numbers")
    x = open_row(page, stack, scenario)
    for typed in ("abc", "1e999", "--3", "12,5,7"):
        x_of(page).fill(typed)
        x_of(page).press("Enter")
        x_of(page).press("Escape")
        expect(x_of(page)).to_have_value(f"{x:.2f}")
    page.wait_for_timeout(1_500)  # longer than a save waits
    is_saved(page)
    assert call(page, "GET", f"scenarios/{scenario}/")["revision"]["number"] == 1


def test_two_people_see_each_other_and_what_each_has_chosen(
    page: Page, other: Page, stack: Stack, screenshots: Path
) -> None:
    sign_in(page, stack)
    scenario = new_scenario(page, "Together")
    open_row(page, stack, scenario)
    expect(page.get_by_test_id("others")).to_have_count(0)
    open_row(other, stack, scenario)
    expect(page.get_by_test_id("others")).to_have_attribute("aria-label", re.compile("Also in this"), timeout=2_000)
    expect(page.get_by_test_id(f"chosen-by-other-{ROW}")).to_be_visible(timeout=2_000)
    expect(other.get_by_test_id("others")).to_be_visible(timeout=2_000)
    page.get_by_label("Find an object").fill("Rack row 11")
    page.get_by_test_id("object-rack-row-11").click()
    expect(other.get_by_test_id("chosen-by-other-rack-row-11")).to_be_visible(timeout=2_000)
    expect(other.get_by_test_id(f"chosen-by-other-{ROW}")).to_have_count(0)
    page.screenshot(path=screenshots / "25-together.png")
    other.close()
    expect(page.get_by_test_id("others")).to_have_count(0, timeout=2_000)
    expect(page.get_by_test_id(f"chosen-by-other-{ROW}")).to_have_count(0)
