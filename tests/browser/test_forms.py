"""Forms in Chromium: orders from a planner's file, a job's routing, and numbers that cannot be."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Stack
from tests.browser.test_interruptions import is_saved, new_scenario
from tests.browser.test_planner_path import set_number, sign_in, tab
from tests.browser.test_watching import call

pytestmark = [pytest.mark.services, pytest.mark.browser]

LINES = "Beleg;Artikel;Wann;Colli;Bemerkung\n" + "".join(
    f"{order};SKU-{order % 7};0{day}.12.2018 {hour:02d}:{order % 60:02d};{1 + order % 3};\n"
    for day, orders in ((4, 40), (5, 25))
    for order in range(1000 * day, 1000 * day + orders)
    for hour in (6 + order % 4,)
)


REWORK = {"probability": 0.05, "to_step": 0}


def open_new(page: Page, stack: Stack, name: str) -> str:
    """A scenario for this test alone, opened; its id."""
    sign_in(page, stack)
    scenario = new_scenario(page, name)
    page.goto(f"{stack.url}/scenarios/{scenario}")
    is_saved(page)
    return scenario


def document_of(page: Page, scenario: str) -> Any:
    """The document as the server has it."""
    return call(page, "GET", f"scenarios/{scenario}/")["document"]


def kept(page: Page, scenario: str, section: str, wanted: Callable[[Any], bool]) -> Any:
    """A section of the document once the server has it as it should be."""
    found: Any = None
    for _ in range(60):
        found = document_of(page, scenario)[section]
        if wanted(found):
            return found
        page.wait_for_timeout(250)
    pytest.fail(f"the server has {found}")


def choose(page: Page, label: str, option: str) -> None:
    """Another choice in a list."""
    page.get_by_role("combobox", name=label, exact=True).first.click()
    page.get_by_role("option", name=option, exact=True).click()


def test_orders_come_from_a_file(page: Page, stack: Stack, screenshots: Path, tmp_path: Path) -> None:
    file = tmp_path / "auftraege.csv"
    file.write_text(LINES, encoding="cp1252")
    broken = tmp_path / "broken.csv"
    broken.write_text("order,sku,date,qty\nA,x,2018-12-04,1\nB,,2018-12-04,1\nC,x,2018-12-04,some\n", encoding="utf-8")
    scenario = open_new(page, stack, "Orders as they were")
    tab(page, "Demand")
    windows = document_of(page, scenario)["demand"]["windows"]

    # Rows that cannot be read are told with their lines, and change nothing.
    page.get_by_role("button", name="From a file…").click()
    page.get_by_test_id("order-file").set_input_files(broken)
    dialog = page.get_by_test_id("order-import")
    expect(dialog.get_by_role("columnheader", name=re.compile("^sku"))).to_contain_text("Article")
    dialog.get_by_role("button", name="Read the file").click()
    expect(page.get_by_test_id("order-faults")).to_contain_text("Line 3")

    # A file with names of its own: one column is not guessed and has to be named.
    page.get_by_test_id("order-file").set_input_files(file)
    expect(dialog.get_by_role("columnheader", name=re.compile("^Beleg"))).to_contain_text("Order number")
    expect(dialog.get_by_role("columnheader", name=re.compile("^Wann"))).to_contain_text("Date or time")
    expect(dialog.get_by_role("combobox", name="Quantity")).to_have_value("")
    choose(page, "Quantity", "Colli")
    dialog.get_by_role("button", name="Read the file").click()
    expect(dialog.get_by_text("The file has 2 days.")).to_be_visible()
    expect(dialog.get_by_role("combobox", name="First day")).to_have_value("2018-12-04 · 40 orders")
    page.screenshot(path=screenshots / "forms-1-columns.png")
    dialog.get_by_role("button", name="Read the file").click()
    found = page.get_by_test_id("orders-found")
    expect(found).to_contain_text("40 orders with 40 lines of 7 articles")
    page.screenshot(path=screenshots / "forms-2-orders.png")
    found.get_by_role("button", name="Use these orders").click()

    expect(page.get_by_test_id("orders-by-hour")).to_be_visible()
    recorded = kept(page, scenario, "demand", lambda demand: demand["recorded"] is not None)["recorded"]
    assert len(recorded["arrival_s"]) == 40
    assert recorded["arrival_s"] == sorted(recorded["arrival_s"])
    assert {units for order in recorded["units"] for units in order} == {1, 2, 3}
    page.keyboard.press("Control+z")
    expect(page.get_by_text("Order arrivals", exact=False).first).to_be_visible()
    demand = kept(page, scenario, "demand", lambda demand: demand["recorded"] is None)
    assert (demand["recorded"], demand["windows"]) == (None, windows)


def test_a_routing_is_edited_and_the_impossible_refused(page: Page, stack: Stack, screenshots: Path) -> None:
    scenario = open_new(page, stack, "A workshop")
    tab(page, "Stations")
    page.get_by_role("button", name="Add: Work station").click()
    tab(page, "Jobs")
    page.get_by_role("button", name="Add a routing").click()
    page.get_by_role("button", name="Add a step").click()
    second = page.get_by_label("Step 2", exact=True)
    second.get_by_role("combobox", name="Distribution").click()
    page.get_by_role("option", name="Erlang", exact=True).click()
    expect(second.get_by_role("img", name=re.compile("Erlang, mean 60"))).to_be_visible()

    # An Erlang time varies less than its mean: the number is refused where it stands and the document stays as it is.
    spread = second.get_by_label("Coefficient of variation", exact=True)
    spread.fill("1.5")
    spread.press("Enter")
    expect(second.get_by_role("alert")).to_have_text(re.compile("^An Erlang time has"))
    spread.fill("0.4")
    spread.press("Enter")
    expect(second.get_by_role("alert")).to_have_count(0)
    mean = second.get_by_label("Mean time (s)", exact=True)
    mean.fill("90")
    mean.press("Enter")
    second.get_by_label("Some jobs are done again").check()
    second.get_by_role("combobox", name="From step").click()
    page.get_by_role("option", name="Step 1", exact=True).click()
    page.screenshot(path=screenshots / "forms-3-routing.png")

    def has_rework(routings: Any) -> bool:
        return bool(routings) and len(routings[0]["steps"]) == 2 and routings[0]["steps"][1]["rework"] == REWORK

    steps = kept(page, scenario, "routings", has_rework)[0]["steps"]
    assert steps[1]["process"] == {"family": "erlang", "mean_s": 90, "cv": 0.4}
    assert steps[0]["stations"] == ["work-1"]

    # A finding about a field leads to it.
    choose(page, "Between stations without a conveyor", "By AMR or AGV of the fleet")
    tab(page, "Fleet")
    remove = page.get_by_role("button", name="Remove", exact=True)
    while remove.count():
        remove.first.click()
    finding = page.get_by_test_id("checks").get_by_text(re.compile("moved by vehicle, but the fleet has no AMR"))
    finding.first.click()
    expect(page.get_by_role("combobox", name="Between stations without a conveyor")).to_be_focused()


def test_a_number_out_of_its_limits_stays_typed_with_the_reason(page: Page, stack: Stack) -> None:
    scenario = open_new(page, stack, "Limits")
    tab(page, "Experiment")
    set_number(page, "Confidence of the intervals (%)", "120")
    expect(page.get_by_role("alert")).to_have_text("This is less than 100\u00a0%.")
    field = page.get_by_label("Confidence of the intervals (%)", exact=True)
    expect(field).to_have_value("120")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.press("Escape")
    expect(field).to_have_value("95.0")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert document_of(page, scenario)["experiment"]["confidence"] == 0.95
