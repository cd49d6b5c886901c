"""Thresholds of the conflict measures. Versioned: results of different versions are not comparable."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SafetySettings:
    """When an encounter counts, and how much.

    Times to collision follow the traffic conflict technique (Hydén 1987; Hayward 1972: 1.5 s serious,
    3 s slight) for every pair with a vehicle. Two people walking need far less room to stop (about
    half a second at walking speed), so they have their own, shorter times; and nobody counts below
    `min_closing_mps`, so that queues and creeping arrivals do not. A person who walks up to a vehicle
    at rest is in no danger from it: one vehicle of the pair moves at `min_vehicle_speed_mps` at least.
    Contact always counts.
    """

    version: int = 1
    serious_ttc_s: float = 1.5
    slight_ttc_s: float = 3.0
    person_serious_ttc_s: float = 0.4
    person_slight_ttc_s: float = 0.8
    min_closing_mps: float = 0.5
    min_vehicle_speed_mps: float = 0.1
    merge_gap_s: float = 2.0  # apart for longer than this, and the next encounter is a new one
    pet_s: float = 2.0
    drac_mps2: float = 3.35

    def __post_init__(self) -> None:
        if not 0 < self.serious_ttc_s <= self.slight_ttc_s:
            raise ValueError("serious_ttc_s must be positive and not above slight_ttc_s")
        if not 0 < self.person_serious_ttc_s <= self.person_slight_ttc_s:
            raise ValueError("person_serious_ttc_s must be positive and not above person_slight_ttc_s")


SAFETY = SafetySettings()
