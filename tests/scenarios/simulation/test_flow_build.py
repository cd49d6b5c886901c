"""From a document's routings to a network that runs."""

import pytest

from scenarios.document import Conveyor, ScenarioDocument
from scenarios.simulation.chance import Family
from scenarios.simulation.flow_books import play_flow, read_books
from scenarios.simulation.flow_build import (
    ConveyorPlan,
    NetworkPlan,
    RoutingPlan,
    StationPlan,
    StepPlan,
    make_flow,
    plan_of,
)

HOUR = 3600.0


def _document(**more) -> ScenarioDocument:
    at = {"x_m": 1.0, "y_m": 1.0}
    stations = [
        {"id": "saw", "kind": "work", "at": at, "capacity": 2, "buffer": 5},
        {"id": "pack-1", "kind": "pack", "at": at},
        {"id": "weld", "kind": "work", "at": at, "manned": True},
    ]
    steps = [
        {"stations": ["saw"], "process": {"family": "exponential", "mean_s": 60}},
        {"stations": [], "process": {"family": "constant", "mean_s": 600, "cv": 0}},
        {
            "stations": ["weld", "saw"],
            "process": {"family": "lognormal", "mean_s": 90, "cv": 0.4},
            "rework": {"probability": 0.1, "to_step": 0},
            "scrap_probability": 0.02,
        },
    ]
    windows = [
        {"start_s": 0, "end_s": 2 * HOUR, "jobs_per_hour": 20},
        {"start_s": HOUR, "end_s": 3 * HOUR, "jobs_per_hour": 10},
    ]
    routings = [{"id": "frame", "windows": windows, "steps": steps, "due_s": 3000, "moved_by": "vehicle"}]
    return ScenarioDocument.model_validate({"stations": stations, "routings": routings} | more)


def _plan(document: ScenarioDocument, **more) -> NetworkPlan:
    return plan_of(document.routings, document.stations, horizon_s=2.5 * HOUR, events=document.events, **more)


def test_a_document_becomes_a_plan() -> None:
    belt = Conveyor(id="b", from_station="saw", to_station="weld", speed_mps=0.4, capacity=6)
    plan = _plan(_document(), servers={"weld": 3}, conveyors=[(belt, 5.0)])
    assert plan.stations == (StationPlan("saw", 2, 5), StationPlan("weld", 3, None, manned=True))
    assert plan.conveyors == (ConveyorPlan(0, 1, 12.5, 6, "b"),)
    routing = plan.routings[0]
    assert routing.by_vehicle
    assert routing.due_s == 3000
    assert routing.steps[1].stations == ()
    assert routing.steps[2] == StepPlan((1, 0), 90, Family.LOGNORMAL, 0.4, rework=0.1, back_to=0, scrap=0.02)


def test_windows_add_up_and_surges_multiply_them() -> None:
    surge = {"kind": "demand_surge", "start_s": 0.5 * HOUR, "end_s": HOUR, "amount": 3}
    windows = _plan(_document(events=[surge])).routings[0].windows
    per_hour = [(a / HOUR, b / HOUR, round(rate * 3600, 9)) for a, b, rate in windows]
    assert per_hour == [(0, 0.5, 20), (0.5, 1, 60), (1, 2, 30), (2, 2.5, 10)]


def test_a_routing_that_names_nobodys_station_is_refused() -> None:
    document = _document()
    with pytest.raises(KeyError, match="weld"):
        plan_of(document.routings, document.stations[:2], horizon_s=HOUR)


def test_contradictions_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        RoutingPlan("r", (), windows=((0, 10, 1), (5, 20, 1)))
    with pytest.raises(ValueError, match="goes back"):
        RoutingPlan("r", (StepPlan((0,), 1.0, rework=0.1, back_to=1),))
    with pytest.raises(ValueError, match="below 1"):
        StepPlan((0,), 1.0, rework=0.6, scrap=0.5)


def test_a_plan_runs_and_its_books_close() -> None:
    """An unmanned shop without vehicles: what came in has gone out once the windows are over and the shop is empty."""
    routing = RoutingPlan(
        "frame",
        (StepPlan((0,), 60.0), StepPlan((), 600.0, Family.CONSTANT, 0.0), StepPlan((1,), 90.0, rework=0.1)),
        windows=((0.0, 8 * HOUR, 20 / HOUR),),
        due_s=1500.0,
    )
    plan = NetworkPlan((StationPlan("saw"), StationPlan("weld")), (routing,))
    flow = play_flow(make_flow(plan, seed=4, replication=2), plan, 24 * HOUR)
    books = read_books(flow, 24 * HOUR)
    made = books.routings[0]
    assert made.inside == 0
    assert made.entered == made.done > 100
    assert 0 < made.late < made.done
    assert books.stations[1].ends == made.done + made.reworked
    again = play_flow(make_flow(plan, seed=4, replication=2), plan, 24 * HOUR)
    assert again.stations.tobytes() == flow.stations.tobytes()
    other = play_flow(make_flow(plan, seed=4, replication=3), plan, 24 * HOUR)
    assert other.stations.tobytes() != flow.stations.tobytes()
