"""What may not be loaded where: Django in the pure packages, torch and friends in the web process."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PURE = (
    "twin.contracts", "twin.cad", "twin.geometry", "twin.depth", "twin.demo",
    "scenarios.contracts", "scenarios.document", "scenarios.layout", "scenarios.simulation",
    "scenarios.metrics", "scenarios.recording", "scenarios.safety", "scenarios.statistics", "scenarios.reports",
    "scenarios.said", "scenarios.validation",
    "worlds.contracts", "worlds.conditioning", "worlds.dynamics", "worlds.renderer", "worlds.audit",
    "worlds.training", "worlds.evaluation", "worlds.finetuning", "worlds.backends", "worlds.filming", "worlds.rollout",
)  # fmt: skip
WALK = """
import importlib, pkgutil, sys
for name in {names!r}:
    module = importlib.import_module(name)
    for found in pkgutil.walk_packages(getattr(module, "__path__", []), name + "."):
        if not found.name.endswith("__main__"):
            try:
                importlib.import_module(found.name)
            except ModuleNotFoundError as error:
                if error.name != "mitsuba":
                    raise
bad = sorted({{"django", "rest_framework", "celery", "channels"}} & sys.modules.keys())
assert not bad, bad
"""
WEB = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import config.asgi
from django.urls import get_resolver
get_resolver().url_patterns
import config.urls
bad = sorted({"torch", "open3d", "numba", "mitsuba"} & sys.modules.keys())
assert not bad, bad
"""


def _run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("app", ["twin", "scenarios", "worlds"])
def test_pure_packages_do_without_django(app: str) -> None:
    done = _run(WALK.format(names=[name for name in PURE if name.startswith(app)]))
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_web_process_starts_without_the_heavy_libraries() -> None:
    done = _run(WEB)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize("app", ["accounts", "twin", "scenarios", "worlds", "workers", "config"])
def test_package_files_are_empty(app: str) -> None:
    """import-linter does not see what a package's own file pulls in."""
    full = [p for p in (ROOT / app).rglob("__init__.py") if p.read_text().strip()]
    allowed = {"scenarios/models/__init__.py", "scenarios/document/__init__.py"}  # they pull in their own parts only
    assert {p.relative_to(ROOT).as_posix() for p in full} <= allowed
