"""Known answers of the surrogate safety measures: time to collision, braking needed, post-encroachment time.

Exact kinematics of two bodies at constant velocity; the figures follow from the definitions by hand.
"""

from __future__ import annotations

import math

from scenarios.safety import kinematics
from scenarios.validation.case import Case, Measured, Tier

_EXACT = 1e-9


def _ttc(px: float, py: float, vx: float, vy: float, radius: float) -> Measured:
    return Measured.within(float(kinematics.disc_ttc(px, py, vx, vy, radius)), _EXACT)


def _head_on(_: Tier) -> Measured:
    return _ttc(10.0, 0.0, -3.0, 0.0, 0.7)


def _following(_: Tier) -> Measured:
    return _ttc(5.0, 0.0, -1.0, 0.0, 0.95)


def _crossing(_: Tier) -> Measured:
    return _ttc(6.0, -6.0, -1.5, 1.5, 0.7)


def _drac_following(_: Tier) -> Measured:
    return Measured.within(float(kinematics.drac(2.0 - 1.0, 4.05)), _EXACT)


def _drac_standing(_: Tier) -> Measured:
    return Measured.within(float(kinematics.drac(2.0, 0.5)), _EXACT)


def _pet(_: Tier) -> Measured:
    leaves_s, enters_s = (6.0 + 0.35) / 1.34, (12.0 - 0.35) / 2.0
    return Measured.within(float(kinematics.post_encroachment_time(leaves_s, enters_s)), _EXACT)


_GROUP = "Conflict measures"
_HAYWARD = "Hayward 1972: distance between the rims / closing speed"
_DRAC = "Almqvist et al. 1991: closing² / (2 gap)"
CASES = (
    Case("TTC, head-on, 10 m, closing 3 m/s, R 0.7 m", _GROUP, _HAYWARD, (10 - 0.7) / 3, "s", _head_on),
    Case("TTC, following, 5 m, Δv 1 m/s, R 0.95 m", _GROUP, _HAYWARD, 5 - 0.95, "s", _following),
    Case(
        "TTC, crossing at 90° from 6 m, 1.5 m/s each, R 0.7 m",
        _GROUP,
        "Hayward 1972: |p + v t| = R",
        (6 * math.sqrt(2) - 0.7) / (1.5 * math.sqrt(2)),
        "s",
        _crossing,
    ),
    Case("DRAC, 2 m/s behind 1 m/s, gap 4.05 m", _GROUP, _DRAC, 1 / 8.1, "m/s²", _drac_following),
    Case("DRAC, AMR at 2 m/s, person stands 0.5 m ahead", _GROUP, _DRAC, 4.0, "m/s²", _drac_standing),
    Case(
        "PET, person at 1.34 m/s from 6 m, AMR at 2 m/s from 12 m",
        _GROUP,
        "Allen et al. 1978: second enters - first leaves",
        11.65 / 2 - 6.35 / 1.34,
        "s",
        _pet,
    ),
)
