"""What an encounter was, judged from its extremes: severity, geometry, delta-v; and how to see it again.

Works on plain figures of one encounter, after the simulation. Finding encounters is the work of `episodes`.
"""

from __future__ import annotations

import math

from scenarios.contracts import AgentKind, AgentPose, Conflict
from scenarios.safety.settings import SafetySettings

# Angles between two directions of travel, as in the Surrogate Safety Assessment Model (Gettman et al. 2008,
# FHWA-HRT-08-051, thresholds of its second version): up to 30 degrees they follow; ours mirrors that for head-on.
_ALONG = math.cos(math.radians(30.0))
_AHEAD = math.cos(math.radians(45.0))
_STANDS_MPS = 0.1
BEFORE_S, AFTER_S = 5.0, 3.0


def severity(
    kinds: tuple[AgentKind, AgentKind],
    *,
    contact: bool,
    min_ttc_s: float | None,
    max_drac_mps2: float | None,
    settings: SafetySettings,
) -> str:
    """``"contact"``, ``"serious"`` or ``"slight"``; the rules and their sources are with the settings."""
    if contact:
        return "contact"
    people = kinds == (AgentKind.PERSON, AgentKind.PERSON)
    if min_ttc_s is not None and min_ttc_s <= (settings.person_serious_ttc_s if people else settings.serious_ttc_s):
        return "serious"
    if people:
        return "slight"
    return "serious" if max_drac_mps2 is not None and max_drac_mps2 >= settings.drac_mps2 else "slight"


def delta_v(first: AgentPose, second: AgentPose, masses_kg: tuple[float, float]) -> tuple[float, float]:
    """How much the velocity of each would change in m/s if they now met and stuck together.

    A perfectly inelastic collision of two bodies: each changes by the other's share of the mass times the
    relative speed (Shelby 2011; in SSAM, Gettman et al. 2008).
    """
    relative = math.hypot(second.vx_mps - first.vx_mps, second.vy_mps - first.vy_mps)
    both = sum(masses_kg)
    return masses_kg[1] / both * relative, masses_kg[0] / both * relative


def geometry(first: AgentPose, second: AgentPose) -> str:
    """How two meet, by the angle between their directions of travel and by where the other is.

    ``"turning"``: neither travels, so a body swung round. ``"standing"``: one of them stands.
    ``"following"`` and ``"head_on"``: directions within 30° of each other or of opposite, one ahead of the
    other (within 45°); ``"side"``: the same, side by side. ``"crossing"``: all other directions.
    """
    speeds = (math.hypot(first.vx_mps, first.vy_mps), math.hypot(second.vx_mps, second.vy_mps))
    if max(speeds) < _STANDS_MPS:
        return "turning"
    if min(speeds) < _STANDS_MPS:
        return "standing"
    along = (first.vx_mps * second.vx_mps + first.vy_mps * second.vy_mps) / (speeds[0] * speeds[1])
    if abs(along) < _ALONG:
        return "crossing"
    dx, dy = second.x_m - first.x_m, second.y_m - first.y_m
    apart = math.hypot(dx, dy)
    bearings = [
        abs(dx * pose.vx_mps + dy * pose.vy_mps) / (speed * apart) if apart > 0 else 1.0
        for pose, speed in zip((first, second), speeds, strict=True)
    ]
    if max(bearings) < _AHEAD:
        return "side"
    return "following" if along > 0 else "head_on"


def replay_window(conflict: Conflict, horizon_s: float) -> tuple[float, float]:
    """(start_s, end_s) to record when the conflict's replication is played again: from before it to after it."""
    return max(conflict.start_s - BEFORE_S, 0.0), min(conflict.end_s + AFTER_S, horizon_s)
