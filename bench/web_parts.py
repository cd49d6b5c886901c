"""The parts of the browser's benchmark: each measures one thing in a window and gives its cases.

What a gesture costs is the main thread's processor time for each frame in which something moved: Chromium
draws in software here, so a frame's time says little about a laptop, while the thread's work is what the page
costs wherever it runs. Run by `bench_web` as a process of its own for each part, which it ends when its time
is up; so each case is written as soon as it is known.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import CDPSession, Page, expect

from bench.bench_pipeline import ROOT, Case
from bench.web_visit import Visit, get, say, visit

ASSETS = ROOT / "frontend" / "dist"
PLAN_BUDGET_MS, SCENE_BUDGET_MS = 1000 / 60, 1000 / 30
PAGE_KB, PAINT_S, OPEN_S = 350.0, 2.0, 3.0
MOVES, MOST_S = 60, 25.0  # a gesture ends with whichever comes first
LOADED_LATER = ("three", "plotly")  # chunks that come with the first 3D view and the first chart
FRAMES = """() => {
  window.frames = [];
  const tick = (now) => { window.frames.push(now); window.ticking = requestAnimationFrame(tick); };
  window.ticking = requestAnimationFrame(tick);
}"""
PAINT = """() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1"""
DRAWN = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null))))"""
PASSWORD = "FORESITE_BENCH_PASSWORD"


@dataclass(frozen=True)
class Smoothness:
    """A gesture: the main thread's processor time per frame, of it script, the median time between frames, in ms."""

    thread_ms: float
    script_ms: float
    frame_ms: float


def drag(window: Visit) -> Iterator[Case]:
    """A rack in the middle of the hall, drawn about in the plan."""
    yield _gesture(window, "dragging a part in the plan", _drag, PLAN_BUDGET_MS)


def orbit(window: Visit) -> Iterator[Case]:
    """Around the hall in 3D."""
    yield _gesture(window, "orbiting in 3D", _orbit, SCENE_BUDGET_MS)


def pan(window: Visit) -> Iterator[Case]:
    """The plan itself, moved under the pointer."""
    yield _gesture(window, "moving the plan", _pan, PLAN_BUDGET_MS)


def opening(window: Visit) -> Iterator[Case]:
    """The editor from its address to the plan drawn, with the scripts in the browser's cache."""
    times = {}
    for name, editor in (("full", window.full), ("empty", window.empty)):
        window.page.goto(f"{window.url}/settings")
        window.page.wait_for_timeout(1_000)
        started = time.monotonic()
        window.page.goto(editor, wait_until="commit")
        expect(window.page.get_by_test_id("plan-editor")).to_be_visible()
        window.page.evaluate(DRAWN)
        times[name] = time.monotonic() - started
    yield Case(f"opening the editor, {window.racks} parts", round(times["full"], 2), "s", OPEN_S,
               peer=f"empty hall {times['empty']:.2f} s", ratio=round(times["full"] / times["empty"], 2),
               ok=times["full"] <= OPEN_S)  # fmt: skip


def paint(window: Visit) -> Iterator[Case]:
    """A cold visit: first paint, and until the first button answers."""
    context = window.fresh()
    page = context.new_page()
    started = time.monotonic()
    page.goto(window.url, wait_until="commit")
    page.get_by_role("button", name="New facility").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    ready = time.monotonic() - started
    first = page.evaluate(PAINT) / 1000
    context.close()
    yield Case("first contentful paint, cold, signed in", round(first, 2), "s", PAINT_S, ok=0 <= first <= PAINT_S)
    yield Case("first button answers, cold, signed in", round(ready, 2), "s", PAINT_S, ok=ready <= PAINT_S)


def sizes(window: Visit) -> Iterator[Case]:
    """Gzipped scripts and styles that a first visit of each page loads, without three.js and Plotly."""
    editor = window.empty
    facility = get(window.page, f"scenarios/{editor.rsplit('/', 1)[1]}/")["facility_id"]
    pages = {"facilities (first page)": "/", "twin": f"/facilities/{facility}",
             "editor": editor.removeprefix(window.url), "settings": "/settings"}  # fmt: skip
    runs = get(window.page, "runs/")["results"]
    if runs:
        pages["run"] = f"/runs/{runs[0]['id']}"
    for name, path in pages.items():
        kilobytes = sum(_gzipped_kb(asset) for asset in _loaded(window, path))
        yield Case(f"{name}: scripts and styles, gzipped", round(kilobytes, 1), "kB", PAGE_KB, ok=kilobytes <= PAGE_KB)


PARTS: dict[str, Callable[[Visit], Iterator[Case]]] = {
    "drag": drag,
    "pan": pan,
    "orbit": orbit,
    "open": opening,
    "paint": paint,
    "sizes": sizes,
}


def _gesture(window: Visit, name: str, gesture: Callable[[Page, str], Smoothness], budget_ms: float) -> Case:
    many = gesture(window.page, window.full)
    say(f"  {window.racks} parts: {many.thread_ms:.1f} ms a frame")
    nothing = gesture(window.page, window.empty)
    peer = (
        f"of it script {many.script_ms:.1f} ms; empty hall {nothing.thread_ms:.1f} ms; "
        f"frames every {many.frame_ms:.0f} ms, {nothing.frame_ms:.0f} ms"
    )
    return Case(f"{name}, {window.racks} parts: main thread per frame", round(many.thread_ms, 1), "ms",
                round(budget_ms, 1), peer=peer, ratio=round(many.thread_ms / nothing.thread_ms, 2),
                ok=many.thread_ms <= budget_ms)  # fmt: skip


def _drag(page: Page, editor: str) -> Smoothness:
    x, y = _middle_rack(page, editor)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 12, y + 12)
    found = _record(page, lambda k: page.mouse.move(x + 40 + k % 40, y + 20 + k % 25))
    page.mouse.up()
    return found


def _middle_rack(page: Page, editor: str) -> tuple[float, float]:
    """Where the plan shows a rack in the middle of the hall: chosen in the list, it has an outline."""
    page.goto(editor)
    expect(page.get_by_test_id("plan-editor")).to_be_visible()
    page.wait_for_timeout(3_000)
    racks = int("".join(filter(str.isdigit, page.locator('[data-group="rack"] .muted').inner_text())))
    find = page.get_by_label("Find an object")
    name = f"rack-{max(1, racks // 2):04d}"
    if find.is_visible():
        find.fill(name)
    page.get_by_test_id(f"object-{name}").click()
    box = page.get_by_test_id("selection").locator("polygon").bounding_box()
    assert box is not None
    if find.is_visible():
        find.fill("")
    page.wait_for_timeout(1_000)
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _pan(page: Page, editor: str) -> Smoothness:
    """With the hand, which takes every press."""
    page.goto(editor)
    plan = page.get_by_test_id("plan-editor")
    expect(plan).to_be_visible()
    page.wait_for_timeout(3_000)
    page.keyboard.press("h")
    box = plan.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    found = _record(page, lambda k: page.mouse.move(x + 3 * (k % 40), y + k % 25))
    page.mouse.up()
    return found


def _orbit(page: Page, editor: str) -> Smoothness:
    """With the left button held on the floor outside of the hall."""
    page.goto(editor)
    page.get_by_label("View", exact=True).get_by_text("3D", exact=True).click()
    canvas = page.get_by_test_id("scene3d").locator("canvas").first
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
    before, began = _thread_s(session), time.monotonic()
    moved = 0
    for k in range(MOVES):
        step(k)
        moved += 1
        if time.monotonic() > began + MOST_S:
            say(f"  {moved} of {MOVES} moves in {MOST_S:.0f} s")
            break
    after, took_s = _thread_s(session), time.monotonic() - began
    frames = page.evaluate("() => { cancelAnimationFrame(window.ticking); return window.frames; }")
    session.detach()
    # A frame in which nothing moved costs next to nothing and would flatter the others.
    drawn = max(1, min(moved, len(frames)))
    gaps = [b - a for a, b in pairwise(frames)] or [1000 * took_s]
    thread_ms, script_ms = (1000 * (late - early) / drawn for early, late in zip(before, after, strict=True))
    return Smoothness(thread_ms, script_ms, statistics.median(gaps))


def _thread_s(session: CDPSession) -> tuple[float, float]:
    """What the main thread has worked so far, and of it in scripts, in seconds of processor time."""
    metrics = {m["name"]: float(m["value"]) for m in session.send("Performance.getMetrics")["metrics"]}
    return metrics["TaskDuration"], metrics["ScriptDuration"]


def _loaded(window: Visit, path: str) -> list[str]:
    context = window.fresh()
    page = context.new_page()
    names: set[str] = set()
    page.on("request", lambda request: names.add(request.url))
    page.goto(window.url + path)
    page.wait_for_timeout(3_000)
    context.close()
    ours = (name.removeprefix(window.url) for name in names if name.startswith(f"{window.url}/assets/"))
    return [n for n in ours if n.endswith((".js", ".css")) and not any(late in n for late in LOADED_LATER)]


def _gzipped_kb(asset: str) -> float:
    return len(gzip.compress((ASSETS / asset.lstrip("/")).read_bytes(), 9)) / 1000


def main() -> None:
    """Measure one part and append its cases to a file; `halls` only brings the halls in."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=["halls", *PARTS])
    parser.add_argument("--url", required=True)
    parser.add_argument("--racks", type=int, required=True)
    parser.add_argument("--into", type=Path, required=True)
    arguments = parser.parse_args()
    with visit(arguments.url, os.environ[PASSWORD], arguments.racks) as window, arguments.into.open("a") as out:
        if arguments.part == "halls":
            say(f"  {window.full} and {window.empty}")
            return
        for case in PARTS[arguments.part](window):
            out.write(json.dumps(asdict(case)) + "\n")
            out.flush()


if __name__ == "__main__":
    main()
