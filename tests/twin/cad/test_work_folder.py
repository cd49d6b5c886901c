"""What a killed import leaves is removed by the next one; what somebody works in is not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from twin.cad.work_folder import ABANDONED_S, remove_abandoned, work_folder

WORK = """
import sys
from twin.cad.work_folder import work_folder
with work_folder("work-test-") as folder:
    (folder / "half-written").write_bytes(b"0" * 1000)
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for temporary files of our own."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


@pytest.fixture
def worker() -> Iterator[subprocess.Popen[str]]:
    """Another process that works in a folder until it is told to stop."""
    with subprocess.Popen(
        [sys.executable, "-c", WORK], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


def folder_of(worker: subprocess.Popen[str]) -> Path:
    assert worker.stdout is not None
    return Path(worker.stdout.readline().strip())


def aged(folder: Path) -> Path:
    """The folder as it looks after a while."""
    then = folder.stat().st_mtime - 2 * ABANDONED_S
    os.utime(folder, (then, then))
    return folder


def test_what_a_killed_process_left_is_gone_when_the_next_begins(worker: subprocess.Popen[str]) -> None:
    left = folder_of(worker)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert (left / "half-written").exists()
    aged(left)
    with work_folder("work-test-") as mine:
        assert not left.exists()
        assert mine.is_dir()
    assert not mine.exists()


def test_a_folder_that_somebody_works_in_stays_however_old(worker: subprocess.Popen[str]) -> None:
    theirs = aged(folder_of(worker))
    assert remove_abandoned("work-test-") == []
    assert (theirs / "half-written").exists()


def test_young_folders_links_and_other_names_stay(temporary: Path) -> None:
    young, other = temporary / "work-test-young", temporary / "photographs"
    for folder in (young, other):
        folder.mkdir()
    aged(other)
    (temporary / "work-test-link").symlink_to(other)
    assert remove_abandoned("work-test-") == []
    assert young.is_dir()
    assert other.is_dir()
    assert remove_abandoned("photo") == [other]
