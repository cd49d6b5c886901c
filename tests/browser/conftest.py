"""The real thing: `manage.py up` on a fresh data folder, and a Chromium to look at it with."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

expect.set_options(timeout=20_000)  # a busy machine is no fault of the page
REPOSITORY = Path(__file__).resolve().parents[2]
PASSWORD = "correct-horse-battery"
EMAIL = "planner@foresite.example"
# Software WebGL: the tests see what a person with any graphics card sees, only slower.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]


@dataclass
class Stack:
    """A running Foresite."""

    url: str
    data_dir: Path
    process: subprocess.Popen[str]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Everything that `make run` starts, on its own data folder and port."""
    if not (REPOSITORY / "frontend" / "dist" / "index.html").exists():
        pytest.skip("the browser bundle is not built: make prepare")
    folder = tmp_path_factory.mktemp("stack")
    for parent in (folder, folder.parent, folder.parent.parent):
        parent.chmod(0o755)  # PostgreSQL runs as another user where we are root
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "VALKEY_URL")}
    port = free_port()
    environment |= {"DATA_DIR": str(folder), "PORT": str(port), "DEMO_PASSWORD": PASSWORD, "PYTHONUNBUFFERED": "1"}
    environment["SIGN_IN_RATE"] = "1000/min"  # every test signs in
    process = subprocess.Popen(
        [sys.executable, "manage.py", "up", "--no-demo-run"],
        cwd=REPOSITORY,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    lines: list[str] = []
    reader = threading.Thread(target=lambda: lines.extend(process.stdout or ()), daemon=True)
    reader.start()
    url = f"http://localhost:{port}"
    try:
        deadline = time.monotonic() + 300  # a first start compiles the engine
        while not any(re.search("Foresite is at", line) for line in lines):
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail("the stack did not come up:\n" + "".join(lines))
            time.sleep(0.2)
        urllib.request.urlopen(f"{url}/healthz", timeout=5).close()
        yield Stack(url, folder, process)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        reader.join(10)
        if process.stdout is not None:
            process.stdout.close()
        assert process.returncode is not None, "up did not stop within half a minute of Ctrl-C"
        assert not processes_on(folder), "Ctrl-C left processes behind"


def processes_on(folder: Path) -> list[psutil.Process]:
    """Processes that work for a stack: by their environment, or by the data folder in their command."""
    found = []
    for candidate in psutil.process_iter():
        try:
            working = candidate.status() != psutil.STATUS_ZOMBIE
            if working and (
                candidate.environ().get("DATA_DIR") == str(folder)
                or any(str(folder) in word for word in candidate.cmdline())
            ):
                found.append(candidate)
        except psutil.Error:
            continue
    return found


def browser_path() -> str | None:
    """Chromium's executable, where there is one."""
    return os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium from the system. Its driver keeps an event loop, in which Django allows no queries: gone by the next file."""
    executable = browser_path()
    if executable is None:
        pytest.skip("no Chromium found: make prepare installs it where it may")
    with sync_playwright() as playwright:
        instance = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
        yield instance
        instance.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh window at the size of an ordinary laptop; a script error in the page fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 860}, accept_downloads=True)
    window = context.new_page()
    window.set_default_timeout(20_000)
    errors: list[str] = []
    window.on("pageerror", lambda error: errors.append(str(error)))
    yield window
    context.close()
    assert not errors, errors


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Where the pictures of each page go; kept after the run to be looked at."""
    folder = Path(os.environ.get("SCREENSHOTS") or REPOSITORY / ".data" / "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
