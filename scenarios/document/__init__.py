"""The scenario document: what a planner writes down about a variant. See `scenario`."""

from scenarios.document.base import Finite, Identifier, Model, Name, NotNegative, Placement, Positive, Share, Span
from scenarios.document.demand import Demand, DemandWindow, InboundWindow, RecordedOrders
from scenarios.document.events import Event, FloorArea, Traffic
from scenarios.document.fleet import Battery, VehicleFleet, VehicleType
from scenarios.document.layout import AddEdit, DuplicateEdit, LayoutEdit, MoveEdit, RemoveEdit, RotateEdit
from scenarios.document.people import Break, Role, RoleStaffing, Shift
from scenarios.document.places import Conveyor, FaceStock, Station, Storage, StoredArticle
from scenarios.document.routings import Duration, JobWindow, Rework, Routing, Step
from scenarios.document.scenario import SHIPPED_MODEL, VIDEO_MODEL, Experiment, ScenarioDocument
from scenarios.document.zones import CrossingZone, KeepOutZone, OneWayZone, SlowZone, Zone

__all__ = [
    "SHIPPED_MODEL",
    "VIDEO_MODEL",
    "AddEdit",
    "Battery",
    "Break",
    "Conveyor",
    "CrossingZone",
    "Demand",
    "DemandWindow",
    "DuplicateEdit",
    "Duration",
    "Event",
    "Experiment",
    "FaceStock",
    "Finite",
    "FloorArea",
    "Identifier",
    "InboundWindow",
    "JobWindow",
    "KeepOutZone",
    "LayoutEdit",
    "Model",
    "MoveEdit",
    "Name",
    "NotNegative",
    "OneWayZone",
    "Placement",
    "Positive",
    "RecordedOrders",
    "RemoveEdit",
    "Rework",
    "Role",
    "RoleStaffing",
    "RotateEdit",
    "Routing",
    "ScenarioDocument",
    "Share",
    "Shift",
    "SlowZone",
    "Span",
    "Station",
    "Step",
    "Storage",
    "StoredArticle",
    "Traffic",
    "VehicleFleet",
    "VehicleType",
    "Zone",
]
