"""Known answers of travel: a vehicle from stand to stand, a storage crane, aisles that a tour visits."""

from __future__ import annotations

from scenarios.validation.case import Case

CASES: tuple[Case, ...] = ()
