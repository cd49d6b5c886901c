"""Temporary folders of imports that do not outlive their process for long.

A process that is killed cannot remove its folder. Whoever works in one therefore holds a lock on it (`flock`, which
the kernel drops with the process), and whoever makes the next one first removes those that nobody holds.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ABANDONED_S = 60.0  # a folder this young may be between its making and its lock


@contextmanager
def work_folder(prefix: str) -> Iterator[Path]:
    """A folder named after `prefix` in the system's place for temporary files, removed at the end."""
    remove_abandoned(prefix)
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def remove_abandoned(prefix: str) -> list[Path]:
    """Remove what killed processes of this user left under `prefix`; returns what was removed."""
    removed = []
    for entry in os.scandir(tempfile.gettempdir()):
        with suppress(OSError):  # gone meanwhile, or another user's
            if entry.name.startswith(prefix) and _is_old_and_ours(entry) and _remove_unheld(Path(entry.path)):
                removed.append(Path(entry.path))
    return removed


def _is_old_and_ours(entry: os.DirEntry[str]) -> bool:
    about = entry.stat(follow_symlinks=False)
    is_folder = entry.is_dir(follow_symlinks=False)
    return is_folder and about.st_uid == os.getuid() and time.time() - about.st_mtime > ABANDONED_S


def _remove_unheld(folder: Path) -> bool:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True
