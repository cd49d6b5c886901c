"""Thresholds of the conflict measures. Versioned: results of different versions are not comparable."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.contracts import AgentKind


@dataclass(frozen=True)
class SafetySettings:
    """When an encounter counts, and how much.

    **What counts.** Times to collision follow the traffic conflict technique (Hydén 1987; Hayward 1972:
    1.5 s serious, 3 s slight) for every pair with a vehicle. Two people walking need far less room to stop
    (about half a second at walking speed), so they have their own, shorter times; and nobody counts below
    `min_closing_mps`, so that queues and creeping arrivals do not. A person who walks up to a vehicle at rest
    is in no danger from it: one vehicle of the pair moves at `min_vehicle_speed_mps` at least. A course
    counts once it has been held for `hold_s`, about a simple reaction time: a shorter one is the sway of a gait
    or the choice of one step, which nobody could have reacted to, and how many there are depends on how finely
    one looks (see the experiments in `docs`). Paths that cross count up to `pet_s` where a vehicle comes second
    and both went at `min_closing_mps`: a person who walks behind a passing vehicle is in no danger from it, and
    among people it is how one goes through a doorway. Contact always counts.

    **How much.** Contact is worst. Serious is a time to collision up to the serious one, or, with a vehicle,
    a DRAC of `drac_mps2` or more; all else is slight. DRAC 3.35 m/s² is what
    drivers are taken to be ready for (Archer 2005; AASHTO's 3.4). At what vehicles drive indoors it is
    implied: a closing speed v needs it where the time to collision is v / 6.7 m/s² or less, which lies below
    1.5 s up to 10 m/s. It is kept for what it says of an encounter and for faster vehicles; it is no measure
    for two people, who stop within a step. PET alone makes an encounter slight: on roads less than 1 s is
    critical (Várhelyi 1998), but at 1 to 2 m/s a vehicle passes a second behind somebody as a matter of
    course, and with such encounters counted the serious ones of a day were five times as many.

    **Masses** are assumptions for delta-v, not data of a fleet: a grown person with shoes and clothes, an AMR
    and an AGV with half their load, a counterbalance truck of the 2 t class with driver and without load, an
    electric pallet jack with one pallet.
    """

    version: int = 2
    serious_ttc_s: float = 1.5
    slight_ttc_s: float = 3.0
    person_serious_ttc_s: float = 0.4
    person_slight_ttc_s: float = 0.8
    min_closing_mps: float = 0.5
    min_vehicle_speed_mps: float = 0.1
    hold_s: float = 0.15
    merge_gap_s: float = 2.0  # apart for longer than this, and the next encounter is a new one
    pet_s: float = 2.0
    drac_mps2: float = 3.35
    person_kg: float = 80.0
    amr_kg: float = 200.0
    agv_kg: float = 800.0
    forklift_kg: float = 3800.0
    pallet_jack_kg: float = 1000.0

    def __post_init__(self) -> None:
        if not 0 < self.serious_ttc_s <= self.slight_ttc_s:
            raise ValueError("serious_ttc_s must be positive and not above slight_ttc_s")
        if not 0 < self.person_serious_ttc_s <= self.person_slight_ttc_s:
            raise ValueError("person_serious_ttc_s must be positive and not above person_slight_ttc_s")
        if self.pet_s < 0:
            raise ValueError("pet_s must not be negative")
        if min(self.person_kg, self.amr_kg, self.agv_kg, self.forklift_kg, self.pallet_jack_kg) <= 0:
            raise ValueError("masses must be positive")

    def mass_kg(self, kind: AgentKind) -> float:
        """The mass assumed for a class."""
        return float(getattr(self, f"{kind.name.lower()}_kg"))


SAFETY = SafetySettings()
