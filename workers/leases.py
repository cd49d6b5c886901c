"""Keeping a lease while working: a thread that extends it, and tells when it was lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

import structlog
from django.db import DatabaseError, connection

BEAT_S = 4.0  # a lease lasts fifteen seconds: three beats may fail

log = structlog.get_logger(__name__)


class LeaseLost(Exception):
    """Somebody else has the work now; whatever this process has computed is of no use."""


class LeaseKeeper:
    """While the context lives, calls `extend` every few seconds; it returns False once the lease is gone."""

    def __init__(self, extend: Callable[[], bool]) -> None:
        self._extend = extend
        self._stop = threading.Event()
        self._lost = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="lease", daemon=True)

    @property
    def lost(self) -> bool:
        """Whether the work belongs to somebody else."""
        return self._lost.is_set()

    def check(self) -> None:
        """Raise ``LeaseLost`` once the lease is gone."""
        if self.lost:
            raise LeaseLost

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join(timeout=BEAT_S)

    def _beat(self) -> None:
        try:
            while not self._stop.wait(BEAT_S):
                try:
                    if not self._extend():
                        self._lost.set()
                        return
                except DatabaseError as error:
                    log.warning("a lease could not be extended", reason=type(error).__name__)
                    connection.close()
        finally:
            connection.close()  # this thread's own
