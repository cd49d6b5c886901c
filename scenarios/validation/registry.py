"""Every known answer that the engine is held to, in the order of the printed table.

A module of cases exports `CASES`; it is added here and nowhere else.
"""

from __future__ import annotations

from itertools import chain

from scenarios.validation import conflicts, networks, queues, travel, walking, walking_crowds
from scenarios.validation.case import Case

CASES: tuple[Case, ...] = tuple(
    chain(queues.CASES, networks.CASES, travel.CASES, conflicts.CASES, walking.CASES, walking_crowds.CASES)
)
