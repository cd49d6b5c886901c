"""A planner's way through the product, in Chromium, against the real server and the real workers.

Sign in, look at the twin, make two variants of the demonstration facility, change layout and
staffing with the keyboard, undo, check, run, watch, read the results, compare, take the report home.
Each page leaves a screenshot.
"""

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import EMAIL, PASSWORD, Stack

pytestmark = [pytest.mark.services, pytest.mark.browser]

RUN_TIMEOUT_MS = 240_000


def sign_in(page: Page, stack: Stack) -> None:
    page.goto(stack.url)
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Facilities", exact=True)).to_be_visible()


def open_facility(page: Page, name: str) -> None:
    page.get_by_role("link", name=re.compile(name)).first.click()
    expect(page.get_by_role("tree", name="Objects")).to_be_visible()


def make_variant(page: Page, name: str, base: str) -> None:
    page.get_by_role("button", name="New variant").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name of the variant").fill(name)
    dialog.get_by_role("combobox", name="Based on").or_(dialog.get_by_label("Based on")).first.click()
    page.get_by_role("option", name=base, exact=True).click()
    dialog.get_by_role("button", name="Create").click()
    expect(page.get_by_text(re.compile(rf"^As {base}|0 changes"))).to_be_visible()


def tab(page: Page, name: str) -> None:
    page.get_by_label("What to change").get_by_text(name, exact=True).click()


def set_number(page: Page, label: str, value: str) -> None:
    field = page.get_by_label(label, exact=True)
    field.fill(value)
    field.press("Enter")


def saved_revision(page: Page) -> int:
    """The number in "Saved, r3", once everything is saved."""
    pill = page.get_by_text(re.compile(r"^Saved, r\d+$"))
    expect(pill).to_be_visible()
    return int(pill.inner_text().rsplit("r", 1)[1])


def x_of(page: Page) -> Locator:
    return page.get_by_label("x (m)", exact=True)


def test_from_sign_in_to_report(page: Page, stack: Stack, screenshots: Path, tmp_path: Path) -> None:
    def picture(name: str) -> None:
        page.screenshot(path=screenshots / f"{name}.png")

    page.goto(stack.url)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    picture("1-sign-in")
    sign_in(page, stack)
    expect(page.get_by_text("2 scenarios")).to_be_visible()
    picture("2-facilities")

    open_facility(page, "DC North")
    picture("3-twin")

    # A base that is quick to run, then a variant of it.
    make_variant(page, "Short day", "Today")
    tab(page, "Experiment")
    set_number(page, "Length of the day (h)", "1")
    set_number(page, "Replications", "2")
    set_number(page, "Length of a clip (s)", "1")
    picture("4-experiment")
    saved_revision(page)
    page.get_by_role("link", name="DC North").or_(page.get_by_role("link", name="DC …")).first.click()
    make_variant(page, "Wider aisle", "Short day")

    # Layout by keyboard: move, remove, undo, redo.
    page.get_by_label("Find an object").fill("Rack row 12")
    page.get_by_test_id("object-rack-row-12").click()
    before = float(x_of(page).input_value())
    page.get_by_label(re.compile("^Floor plan")).first.focus()
    page.keyboard.press("Shift+ArrowLeft")
    expect(x_of(page)).to_have_value(f"{before - 1:.2f}")
    page.keyboard.press("Control+z")
    expect(x_of(page)).to_have_value(f"{before:.2f}")
    page.keyboard.press("Delete")
    expect(page.get_by_test_id("object-rack-row-12")).to_contain_text("removed")
    page.keyboard.press("Control+z")
    expect(page.get_by_test_id("object-rack-row-12")).not_to_contain_text("removed")
    page.keyboard.press("Control+Shift+z")
    expect(page.get_by_test_id("object-rack-row-12")).to_contain_text("removed")

    # Two more pickers in the first hour, typed into the grid.
    cell = page.get_by_test_id("staff-picker-0").first
    heads = int(re.findall(r"\d+", cell.inner_text())[0])
    cell.focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    expect(cell).to_contain_text(str(heads + 2))
    assert saved_revision(page) > 1
    expect(page.get_by_text(re.compile(r"All \d+ pick faces can be reached"))).to_be_visible()
    expect(page.get_by_text(re.compile("Rack row 12.*removed", re.IGNORECASE)).first).to_be_visible()
    picture("5-editor")
    page.get_by_label("View", exact=True).get_by_text("3D", exact=True).click()
    page.wait_for_timeout(3_000)
    picture("6-editor-3d")
    page.get_by_label("View", exact=True).get_by_text("Plan", exact=True).click()

    # Run, watch it, read what came out.
    page.get_by_role("button", name=re.compile("^Run")).click()
    page.wait_for_url(re.compile("/runs/"))
    expect(page.get_by_text(re.compile("Waiting for a worker|Running")).first).to_be_visible()
    picture("7-run")
    expect(page.get_by_text("Orders per hour").first).to_be_visible(timeout=RUN_TIMEOUT_MS)
    picture("8-run-figures")
    expect(page.get_by_text("Orders shipped per hour", exact=False).first).to_be_visible(timeout=RUN_TIMEOUT_MS)
    picture("9-results")

    # Compare with the base, which is run on the way.
    page.get_by_role("button", name="Compare…").click()
    dialog = page.get_by_role("dialog")
    for name in ("Short day", "Wider aisle"):
        box = dialog.get_by_role("checkbox", name=re.compile(f"^{name}"))
        if box.is_checked():
            box.uncheck()
    for name in ("Short day", "Wider aisle"):
        dialog.get_by_role("checkbox", name=re.compile(f"^{name}")).check()
    dialog.get_by_role("button", name="Compare", exact=True).click()
    page.wait_for_url(re.compile("/comparisons/"))
    expect(page.get_by_text("How sure", exact=False).first).to_be_visible(timeout=RUN_TIMEOUT_MS)
    expect(page.get_by_text(re.compile("Difference, .* minus", re.IGNORECASE)).first).to_be_visible()
    # Plans side by side, what differs lit.
    expect(page.get_by_test_id("plan-A")).to_have_attribute("data-lit", "0")
    expect(page.get_by_test_id("plan-B")).not_to_have_attribute("data-lit", "0", timeout=30_000)
    page.wait_for_timeout(2_000)
    picture("10-compare")

    for item, suffix, magic in (("PDF", ".pdf", b"%PDF-"), ("Excel (XLSX)", ".xlsx", b"PK")):
        page.get_by_role("button", name="Report").click(timeout=RUN_TIMEOUT_MS)  # once everything is filmed
        with page.expect_download(timeout=120_000) as download:
            page.get_by_role("menuitem", name=item).click()
        target = tmp_path / f"report{suffix}"
        download.value.save_as(target)
        assert target.read_bytes().startswith(magic)
        assert suffix == ".pdf" or zipfile.is_zipfile(target)


def test_a_stranger_sees_the_sign_in_page_and_a_wrong_password_is_explained(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/facilities/00000000-0000-7000-8000-000000000000")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("This e-mail address and password do not match.")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "content"), [("empty.glb", b""), ("cut.glb", b"glTF\x02\x00\x00\x00\xff\xff\x00\x00JSON")]
)
def test_bad_cad_is_refused_in_words_and_leaves_nothing(
    page: Page, stack: Stack, screenshots: Path, tmp_path: Path, name: str, content: bytes
) -> None:
    sign_in(page, stack)
    path = tmp_path / name
    path.write_bytes(content)
    page.get_by_role("button", name="New facility").first.click()
    page.locator("input[type=file]").first.set_input_files(path)
    page.get_by_label("Name", exact=True).fill(f"Broken {name}")
    page.get_by_role("button", name="Create and import").click()
    explained = page.get_by_text(
        re.compile("could not be read|is empty|truncated|cut off|nothing in it", re.IGNORECASE)
    )
    expect(explained.first).to_be_visible(timeout=60_000)
    page.screenshot(path=screenshots / f"bad-{name}.png")


def test_racks_in_rows_are_drawn_up_refused_built_copied_and_undone(
    page: Page, stack: Stack, screenshots: Path
) -> None:
    sign_in(page, stack)
    open_facility(page, "DC North")
    make_variant(page, "More racks", "Today")
    page.get_by_role("button", name="Racks in rows…").click()
    rows = page.get_by_test_id("rack-preview").locator("polygon")
    expect(rows).to_have_count(3)
    set_number(page, "Aisle (m)", "0.5")
    expect(page.get_by_test_id("rack-message")).to_contain_text("at least 0.9 m")
    expect(page.get_by_role("button", name="Build 3 rows")).to_be_disabled()
    for label, value in (("Aisle (m)", "2.9"), ("Bays in a row", "2"), ("Rows", "2"), ("Middle, y (m)", "7")):
        set_number(page, label, value)
    expect(rows).to_have_count(2)
    page.screenshot(path=screenshots / "15-racks.png")
    changes = page.get_by_test_id("change-count")
    expect(changes).to_have_text("As Today")  # what is drawn up is not in the document

    page.get_by_role("button", name="Build 2 rows").click()
    expect(changes).to_have_text("2 changes from Today")
    page.get_by_test_id("drawing").focus()
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+v")
    expect(changes).to_have_text("4 changes from Today")
    assert saved_revision(page) > 1
    page.keyboard.press("Control+z")
    expect(changes).to_have_text("2 changes from Today")
    page.keyboard.press("Control+z")
    expect(changes).to_have_text("As Today")
