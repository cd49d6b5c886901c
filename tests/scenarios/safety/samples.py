"""A conflict made up by hand, for tests of whatever reads conflicts."""

from typing import Any

from scenarios.contracts import AgentKind, AgentPose, Conflict


def conflict(**changes: Any) -> Conflict:
    """A serious one between a picker who stands at (1.5, 1) and an AMR that comes from the west; `changes` override."""
    fields: dict[str, Any] = {
        "start_s": 10.0,
        "end_s": 11.0,
        "at_s": 10.5,
        "agents": ("picker-01", "amr-01"),
        "kinds": (AgentKind.PERSON, AgentKind.AMR),
        "poses": (AgentPose(1.5, 1.0, 0.0, 0.0, 0.0), AgentPose(0.5, 1.0, 0.0, 1.0, 0.0)),
        "x_m": 1.0,
        "y_m": 1.0,
        "geometry": "standing",
        "min_ttc_s": 1.2,
        "max_drac_mps2": 0.4,
        "min_pet_s": None,
        "min_separation_m": 0.4,
        "max_closing_mps": 1.0,
        "max_delta_v_mps": 0.7,
        "contact": False,
        "severity": "serious",
    }
    return Conflict(**fields | changes)
