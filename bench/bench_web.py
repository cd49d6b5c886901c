"""What a person waits for in the browser: frames with 5,000 parts, first paint, size of each page.

Starts a stack of its own (or measures the one at ``--url``), brings in a hall with 5,000 racks and one with
a single rack, and drives the real pages in headless Chromium. It draws in software, so a frame's time says
little about a laptop; what says much is the main thread: its processor time per frame is what the page costs
wherever it runs. That is held to the frame's budget, and frame times are told beside those of the empty hall.
Prints a table and writes one JSON object a line to ``bench/results/web.jsonl``.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page, ViewportSize, expect, sync_playwright

from bench.bench_pipeline import EMAIL, ROOT, Case, stack
from bench.web_scene import write_hall

RESULTS = ROOT / "bench" / "results" / "web.jsonl"
ASSETS = ROOT / "frontend" / "dist"
PARTS = 5000
PLAN_BUDGET_MS, SCENE_BUDGET_MS = 1000 / 60, 1000 / 30
PAGE_KB, PAINT_S = 350.0, 2.0
MOVES, MOST_S = 60, 25.0  # a gesture ends with whichever comes first
LAPTOP = ViewportSize(width=1440, height=860)
CHROMIUM = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
LOADED_LATER = ("three", "plotly")  # chunks that come with the first 3D view and the first chart
FRAMES = """() => {
  window.frames = [];
  const tick = (now) => { window.frames.push(now); window.ticking = requestAnimationFrame(tick); };
  window.ticking = requestAnimationFrame(tick);
}"""
PAINT = """() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1"""


@dataclass(frozen=True)
class Smoothness:
    """A gesture: processor time of the main thread per frame, and the median time between frames, in ms."""

    thread_ms: float
    frame_ms: float


def main() -> int:
    """Measure, print, write; 0 if every bar is met."""
    arguments = _arguments()
    cases = _measure(arguments.url, arguments.password, arguments.parts) if arguments.url else _own(arguments.parts)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text("".join(json.dumps(asdict(c)) + "\n" for c in cases))
    print(RESULTS.read_text() if arguments.json else table(cases))
    return 0 if all(c.ok for c in cases) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="measure this server instead of starting one")
    parser.add_argument("--password", default="", help=f"of {EMAIL} at --url")
    parser.add_argument("--parts", type=int, default=PARTS, help=f"racks in the large hall (default {PARTS})")
    parser.add_argument("--json", action="store_true", help="print the JSON lines instead of the table")
    return parser.parse_args()


def _own(parts: int) -> list[Case]:
    with tempfile.TemporaryDirectory(prefix="foresite-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with stack(folder) as url:
            return _measure(url, (folder / "demo-password").read_text().strip(), parts)


def _measure(url: str, password: str, parts: int) -> list[Case]:
    with _chromium() as page:
        _sign_in(page, url, password)
        full, empty = (_scenario_of(page, url, racks) for racks in (parts, 1))
        cases = _gestures(page, full, empty, parts)
        return [*cases, *_first_paint(page, url), *_sizes(page, url, full)]


@contextmanager
def _chromium() -> Iterator[Page]:
    found = filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    executable = os.environ.get("CHROMIUM") or next(found, None)
    if executable is None:
        raise SystemExit("No Chromium found; name it in CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM)
        page = browser.new_context(viewport=LAPTOP, locale="en-GB").new_page()
        page.set_default_timeout(120_000)
        page.on("dialog", lambda dialog: dialog.accept())  # what was dragged about need not be kept
        expect.set_options(timeout=120_000)
        yield page
        browser.close()


def _sign_in(page: Page, url: str, password: str) -> None:
    page.goto(f"{url}/sign-in")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Facilities", exact=True)).to_be_visible()


def _scenario_of(page: Page, url: str, racks: int) -> str:
    """The editor's path of a hall with so many racks: the one that is there, else a new one."""
    name = f"Hall of {racks}"
    facility = next((f for f in _get(page, "facilities/")["results"] if f["name"] == name), None)
    if facility is None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "hall.glb"
            write_hall(path, racks)
            page.goto(url)
            page.get_by_role("button", name="New facility").first.click()
            page.locator("input[type=file]").first.set_input_files(path)
            page.get_by_label("Name", exact=True).fill(name)
            page.get_by_role("button", name="Create and import").click()
            expect(page.get_by_role("tree")).to_be_visible(timeout=300_000)
        facility = next(f for f in _get(page, "facilities/")["results"] if f["name"] == name)
    rows = _get(page, f"scenarios/?facility_id={facility['id']}")["results"]
    if not rows:
        page.goto(f"{url}/facilities/{facility['id']}")
        page.get_by_role("button", name="New scenario").first.click()
        page.get_by_role("dialog").get_by_label("Name of the variant").fill("As it is")
        page.keyboard.press("Enter")
        page.wait_for_url("**/scenarios/*")
        rows = _get(page, f"scenarios/?facility_id={facility['id']}")["results"]
    return f"{url}/scenarios/{rows[0]['id']}"


def _get(page: Page, path: str) -> Any:
    return page.evaluate("path => fetch('/api/v1/' + path).then(answer => answer.json())", path)


def _gestures(page: Page, full: str, empty: str, parts: int) -> list[Case]:
    cases = []
    for name, gesture, budget in (
        ("dragging a part in the plan", _drag, PLAN_BUDGET_MS),
        ("orbiting in 3D", _orbit, SCENE_BUDGET_MS),
    ):
        print(f"{name} …", file=sys.stderr, flush=True)
        many, nothing = gesture(page, full), gesture(page, empty)
        peer = f"empty hall {nothing.thread_ms:.1f} ms; frames every {many.frame_ms:.0f} ms, {nothing.frame_ms:.0f} ms"
        cases.append(
            Case(f"{name}, {parts} parts: main thread per frame", round(many.thread_ms, 1), "ms", round(budget, 1),
                 peer=peer, ratio=round(many.thread_ms / nothing.thread_ms, 2), ok=many.thread_ms <= budget)
        )  # fmt: skip
        print(f"  {cases[-1].measured} ms, {peer}", file=sys.stderr, flush=True)
    return cases


def _drag(page: Page, editor: str) -> Smoothness:
    """A rack in the middle of what is seen, drawn about in a circle."""
    page.goto(editor)
    expect(page.get_by_test_id("plan-editor")).to_be_visible()
    page.wait_for_timeout(3_000)
    racks = page.locator(".part-rack")
    box = racks.nth(racks.count() // 2).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 12, y + 12)
    found = _record(page, lambda k: page.mouse.move(x + 40 + k % 40, y + 20 + k % 25))
    page.mouse.up()
    return found


def _orbit(page: Page, editor: str) -> Smoothness:
    """Around the hall with the left button held on the floor outside of it."""
    page.goto(editor)
    page.get_by_label("View", exact=True).get_by_text("3D", exact=True).click()
    canvas = page.locator("canvas").first
    expect(canvas).to_be_visible()
    page.wait_for_timeout(6_000)
    box = canvas.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + 30
    page.mouse.move(x, y)
    page.mouse.down()
    found = _record(page, lambda k: page.mouse.move(x + 3 * k, y + k % 20))
    page.mouse.up()
    return found


def _record(page: Page, step: Callable[[int], None]) -> Smoothness:
    """Frames and the main thread's processor time while a gesture goes on."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.evaluate(FRAMES)
    before = _thread_s(session)
    moved, until = 0, time.monotonic() + MOST_S
    for k in range(MOVES):
        step(k)
        moved += 1
        if time.monotonic() > until:
            break
    after = _thread_s(session)
    frames = page.evaluate("() => { cancelAnimationFrame(window.ticking); return window.frames; }")
    session.detach()
    if len(frames) < 2:
        raise SystemExit("Fewer than two frames were drawn: the page hangs, or the machine is too busy to draw.")
    gaps = [b - a for a, b in pairwise(frames)]
    # A frame in which nothing moved costs next to nothing and would flatter the others.
    drawn = min(moved, len(frames))
    return Smoothness(1000 * (after - before) / drawn, statistics.median(gaps))


def _thread_s(session: CDPSession) -> float:
    """What the main thread has worked so far, in seconds of processor time."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(m["value"] for m in metrics if m["name"] == "TaskDuration"))


def _fresh(page: Page) -> BrowserContext:
    """Another window of the same person, with nothing cached."""
    browser = page.context.browser
    assert browser is not None
    return browser.new_context(viewport=LAPTOP, locale="en-GB", storage_state=page.context.storage_state())


def _first_paint(page: Page, url: str) -> list[Case]:
    """A cold visit: first paint, and until the first button answers."""
    context = _fresh(page)
    visit = context.new_page()
    started = time.monotonic()
    visit.goto(url, wait_until="commit")
    visit.get_by_role("button", name="New facility").first.click()
    expect(visit.get_by_role("dialog")).to_be_visible()
    ready = time.monotonic() - started
    paint = visit.evaluate(PAINT) / 1000
    context.close()
    return [
        Case("first contentful paint, cold, signed in", round(paint, 2), "s", PAINT_S, ok=0 <= paint <= PAINT_S),
        Case("first button answers, cold, signed in", round(ready, 2), "s", PAINT_S, ok=ready <= PAINT_S),
    ]


def _sizes(page: Page, url: str, editor: str) -> list[Case]:
    """Gzipped scripts and styles that a first visit of each page loads, without three.js and Plotly."""
    facility = _get(page, f"scenarios/{editor.rsplit('/', 1)[1]}/")["facility_id"]
    pages = {"facilities (first page)": "/", "twin": f"/facilities/{facility}", "editor": editor.removeprefix(url),
             "settings": "/settings"}  # fmt: skip
    runs = _get(page, "runs/")["results"]
    if runs:
        pages["run"] = f"/runs/{runs[0]['id']}"
    cases = []
    for name, path in pages.items():
        kilobytes = sum(_gzipped_kb(asset) for asset in _loaded(page, url, path))
        cases.append(Case(f"{name}: scripts and styles, gzipped", round(kilobytes, 1), "kB", PAGE_KB,
                          ok=kilobytes <= PAGE_KB))  # fmt: skip
    return cases


def _loaded(page: Page, url: str, path: str) -> list[str]:
    context = _fresh(page)
    visit = context.new_page()
    names: set[str] = set()
    visit.on("request", lambda request: names.add(request.url))
    visit.goto(url + path)
    visit.wait_for_timeout(3_000)
    context.close()
    ours = (name.removeprefix(url) for name in names if name.startswith(f"{url}/assets/"))
    return [n for n in ours if n.endswith((".js", ".css")) and not any(late in n for late in LOADED_LATER)]


def _gzipped_kb(asset: str) -> float:
    return len(gzip.compress((ASSETS / asset.lstrip("/")).read_bytes(), 9)) / 1000


def table(cases: list[Case]) -> str:
    """The measurements for people."""
    width = max(len(c.case) for c in cases)
    return "\n".join(
        f"{c.case:{width}}  {c.measured:7.2f} {c.unit:2}  ≤ {c.bar:6.1f}  {'ok' if c.ok else 'MISSED':6}  {c.peer or ''}"
        for c in cases
    )


if __name__ == "__main__":
    raise SystemExit(main())
