"""A running simulation as bytes, and back: a replication that was saved goes on in any process to the same digest.

The bytes are an npz of the state's arrays with a small header; nothing in them is ever unpickled.
They are hostile until parsed: the compiled loop indexes without looking, so the names, types and
shapes of all arrays are held here, every index must point inside of what it points into, and chains
must end. Only the very engine that saved a state may go on from it.
"""

from __future__ import annotations

import io
import json
import math
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import Activity
from scenarios.engine_version import engine_version
from scenarios.simulation import codes, flow_records, records
from scenarios.simulation.chance import Family
from scenarios.simulation.flow_heap import KINDS, SPARE, what_of
from scenarios.simulation.flow_records import Flow
from scenarios.simulation.flow_stations import ARRIVAL
from scenarios.simulation.neighbours import STRIPS
from scenarios.simulation.recording import unthreaded
from scenarios.simulation.records import Simulation, copied
from scenarios.simulation.station_lines import FIRST_LINE

FORMAT = 1
LARGEST_BYTES = 1 << 30  # of all arrays together
_HEADER = "header"

# Type and shape of every array; a letter is a length that all arrays with that letter share.
_SHAPES: Mapping[str, tuple[Any, str]] = {
    "agents": (records.AGENT, "A"),
    "places": (records.PLACE, "P"),
    "orders": (records.ORDER, "N"),
    "lines": (records.LINE, "L"),
    "stands": (records.STAND, "W"),
    "calendar": (records.CALENDAR, "C"),
    "requests": (np.float64, "R"),
    "transports": (records.TRANSPORT, "V"),
    "timers": (records.TIMER, "T"),
    "queues": (records.QUEUE, "Q"),
    "clock": (records.CLOCK, "1"),
    "rules": (records.RULES, "1"),
    "log": (records.LOG, "E"),
    "stops": (np.int64, "AS"),
    "handover": (np.int64, "F2"),
    "spare_stops": (np.int64, "s"),
    "work_places": (np.int64, "m"),
    "aisle_ends": (np.float64, "I2"),
    "drops": (np.int64, "G2"),
    "drop_lines": (np.int64, "G"),
    "docks": (np.int64, "d2"),
    "belts": (flow_records.CONVEYOR, "b"),
    "zones": (records.ZONE, "z"),
    "fine": (np.float32, "gYX"),
    "fields": (np.uint8, "HDyx"),
    "between": (np.float32, "HDD"),
    "closed": (np.uint8, "HP"),
    "activity_s": (np.float64, "AK"),
    "density": (np.float32, "uv"),
    "neighbours": (np.uint32, "AA"),
    "near_count": (np.int32, "A"),
    "neighbour_count": (np.int32, "A"),
    "listed": (np.uint8, "A"),
    "movers": (np.int64, "A"),
    "listed_x": (np.float64, "A"),
    "listed_y": (np.float64, "A"),
    "strip_starts": (np.int32, "p"),
    "strip_agents": (np.uint32, "A"),
    "strip_x": (np.float64, "A"),
    "strip_y": (np.float64, "A"),
    "near2": (np.float64, "A"),
    "apart2": (np.float64, "A"),
    "reaches2": (np.float64, "A4"),
    "encounters": (np.int32, "AA"),
    "courses": (np.float64, "AA"),
    "conflicts": (records.CONFLICT, "Z"),
    "trail": (records.TRAIL, "Ae"),
    "trail_count": (np.int64, "A"),  # its lower bits are a row of the trail
    "flow.jobs": (flow_records.JOB, "J"),
    "flow.stations": (flow_records.STATION, "M"),
    "flow.steps": (flow_records.STEP, "O"),
    "flow.routings": (flow_records.ROUTING, "U"),
    "flow.choices": (np.int64, "q"),
    "flow.windows": (flow_records.WINDOW, "w"),
    "flow.carry": (np.int64, "cc"),
    "flow.conveyors": (flow_records.CONVEYOR, "f"),
    "flow.heap": (flow_records.EVENT, "h"),
    "flow.moves": (flow_records.MOVE, "J"),
    "flow.log": (flow_records.FLOW_LOG, "l"),
    "flow.todo": (np.int64, "t"),
    "flow.clock": (flow_records.FLOW_CLOCK, "1"),
    "film": (np.float32, "0A5"),
    "film_marks": (np.uint8, "0A2"),
}

# What the integers of the records point at: "D" is an index into a length, "D?" may be -1 for nothing, "D+" may be
# the length itself (a count, or the end of a row), a number is how many values an enumeration has.
_POINTS: Mapping[str, Mapping[str, str | int]] = {
    "agents": {
        "kind": 3, "moving": 2, "activity": len(Activity), "role": len(codes.Role), "works_as": len(codes.Role), "state": len(codes.State), "field": "D", "last_field": "D", "place": "P", "home": "P",
        "stop": "S", "stops": "S", "tour": "N?", "stand": "W?", "leaves": "P?", "order": "N?", "task": "V?",
    },
    "places": {"field": "D"},
    "orders": {"line0": "L+", "lines": "L+", "next": "N?", "in_tour": "N?", "belt": "b?"},
    "transports": {"source": "P?", "target": "P?", "next": "V?"},
    "lines": {"face": "P", "order": "N"},
    "clock": {
        "next_order": "N+", "next_calendar": "C+", "next_request": "R+", "next_expiry": "N+", "timers": "T+", "floor": "H",
        "logged": "E+", "conflicts": "Z+", "first_open": "Z+", "movers": "A+", "stepped": "A+", "arrived": "N+", "shipped": "N+", "failed": "N+", "wip": "N+",
    },
    "rules": {"faces": "P+", "first_request": "V+", "first_face": "V+", "first_job": "V+"},
    "conflicts": {"a": "A", "b": "A"},
    "stands": {"place": "P", "agent": "A?", "flow": "M?", "line": "Q?", "belt": "b?"},
    "belts": {"line": "Q?", "field": "D", "next": "b?"},
    "flow.jobs": {"next": "J?", "state": len(flow_records.JobState)},
    "flow.stations": {"head": "J?", "tail": "J?", "gate_head": "J?", "gate_tail": "J?"},
    "flow.steps": {"first": "q+", "stations": "q+", "family": len(Family), "back_to": "O"},
    "flow.routings": {"first": "O", "window": "w+", "last_window": "w+"},
    "flow.moves": {"job": "J"},
    "flow.clock": {
        "events": "h+", "hole": 2, "free": "J?", "free_jobs": "J+", "move_head": "J", "moves": "J+", "logged": "l+",
    },
}  # fmt: skip
_PLAIN_POINTS: Mapping[str, str] = {
    "stops": "L+",
    "handover": "P?",
    "drops": "P?",
    "neighbours": "A",
    "strip_starts": "A+",
    "strip_agents": "A",
    "near_count": "A+",
    "neighbour_count": "A+",
    "movers": "A",
    "encounters": "Z?",
    "work_places": "P?",
    "flow.choices": "M",
    "flow.carry": "f?",
    "drop_lines": "Q?",
}
_STATION_COUNTS = (
    *("servers", "down", "busy", "blocked", "queue", "held", "buffer", "coming", "gate", "manned", "dirty"),
    *("arrivals", "starts", "ends", "interrupted"),
)
# Integers that nothing is indexed by: they are compared, added and shown.
_FREE: Mapping[str, frozenset[str]] = {
    "agents": frozenset(
        {
            *("present", "down", "straight", "hold", "load", "number", "on_shift", "passes", "forced"),
            *("skills", "resting", "hand_over", "opportunity"),
        }
    ),
    "places": frozenset({"busy", "waiting", "blocked", "part", "aisle", "claims", "stock", "full", "reorder", "asked"}),
    "orders": frozenset({"left", "begun", "units"}),
    "transports": frozenset({"heavy"}),
    "lines": frozenset({"done", "units"}),
    "belts": frozenset({"room", "on", "entered", "left", "moving"}),
    "stands": frozenset({"kind", "station", "down"}),
    "zones": frozenset({"crossing", "taken"}),
    "calendar": frozenset({"kind", "a", "b"}),
    "timers": frozenset({"sequence", "entity"}),
    "queues": frozenset({"length", "head", "tail", "kind"}),
    "log": frozenset({"kind", "order", "agent", "place"}),
    "conflicts": frozenset({"contact"}),
    "flow.jobs": frozenset({"luck", "number", "round", "routing", "step", "station", "came"}),  # see `_check_jobs`
    "flow.stations": frozenset(_STATION_COUNTS),
    "flow.steps": frozenset({"number", "last", "station"}),
    "flow.routings": frozenset(
        {
            *("key", "arrival_key", "population", "by_vehicle"),
            *("entered", "done", "scrapped", "inside", "reworked", "late"),
        }
    ),
    "flow.heap": frozenset({"key", "word"}),
    "flow.conveyors": frozenset({"room", "on", "entered", "left", "moving", "line", "field", "next"}),
    "flow.moves": frozenset({"source", "target"}),
    "flow.log": frozenset(flow_records.FLOW_LOG.names or ()) - {"time"},
    "flow.clock": frozenset(
        {"sequence", "short", "changed", "log_lost", "deadlocks", "processed", "transport", "limited", "check"}
    ),
    "clock": frozenset(
        {
            "step",
            "sequence",
            "dirty",
            "pairs_stale",
            "movers_stale",
            "vehicles",
            "agent_steps",
            "full",
            "filmed",
            "put_away",
            "restocked",
            "empty_visits",
            "emptied",
        }
    ),
    "rules": frozenset(
        {
            *("orders_per_tour", "self_pack", "pack", "ship", "shortest_line"),
            *("routing", "release", "batch_nearest", "longest_idle"),
            *("vehicle_fine", "film_from", "film_last", "film_stride", "replication", "run_key"),
        }
    ),
}


_FLOW = "flow."


def _table(state: Simulation, name: str) -> NDArray[Any]:
    """An array by its name in the file."""
    found = getattr(state.flow, name[len(_FLOW) :]) if name.startswith(_FLOW) else getattr(state, name)
    assert isinstance(found, np.ndarray)
    return found


class SnapshotError(ValueError):
    """The bytes are not a state that this engine could go on from; the message says why."""


def save(state: Simulation) -> bytes:
    """A paused state (see `engine.play_until`) with everything that the rest of the day depends on."""
    clock = state.clock[0]
    kept = unthreaded(copied(state))
    kept = kept._replace(log=kept.log[: clock["logged"]], conflicts=kept.conflicts[: clock["conflicts"]])
    header = json.dumps({"format": FORMAT, "engine": engine_version()}).encode()
    arrays = {name: _table(kept, name) for name in _SHAPES}
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **{_HEADER: np.frombuffer(header, np.uint8)}, **arrays)
    return file.getvalue()


def restore(data: bytes) -> Simulation:
    """The state that was saved. Raises `SnapshotError`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = _members(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, UnicodeDecodeError) as error:
        raise SnapshotError(f"not an archive of arrays: {error}") from error
    _check_header(found.pop(_HEADER))
    flow = Flow(**{name: found.pop(f"{_FLOW}{name}") for name in Flow._fields})
    state = Simulation(**found, flow=flow)
    lengths = _lengths(state)
    _check_indices(state, lengths)
    _check_chains(state)
    return state


def _members(archive: zipfile.ZipFile) -> dict[str, NDArray[Any]]:
    expected = {f"{name}.npy" for name in (*_SHAPES, _HEADER)}
    infos = archive.infolist()
    if {info.filename for info in infos} != expected or len(infos) != len(expected):
        raise SnapshotError("the arrays are not those of a state")
    if sum(info.file_size for info in infos) > LARGEST_BYTES:
        raise SnapshotError(f"more than {LARGEST_BYTES} bytes")
    return {name: _array(name, archive.read(f"{name}.npy")) for name in (*_SHAPES, _HEADER)}


def _array(name: str, data: bytes) -> NDArray[Any]:
    """One .npy of the expected type, whose header promises exactly the bytes that follow."""
    dtype, letters = (np.dtype(_SHAPES[name][0]), _SHAPES[name][1]) if name != _HEADER else (np.dtype(np.uint8), "H")
    file = io.BytesIO(data)
    try:
        version = np.lib.format.read_magic(file)
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, fortran, found = read(file)
    except (ValueError, SyntaxError) as error:
        raise SnapshotError(f"{name} is not an array: {error}") from error
    body = data[file.tell() :]
    if fortran or found != dtype or len(shape) != len(letters):
        raise SnapshotError(f"{name} is of another type")
    if any(n < 0 for n in shape) or math.prod(shape) * dtype.itemsize != len(body):
        raise SnapshotError(f"{name} has another length than it says")
    return np.frombuffer(body, dtype).reshape(shape).copy()


def _check_header(raw: NDArray[np.uint8]) -> None:
    try:
        header = json.loads(raw.tobytes())
    except ValueError as error:
        raise SnapshotError("the header is not JSON") from error
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise SnapshotError(f"the format is not {FORMAT}")
    if header.get("engine") != engine_version():
        raise SnapshotError(f"saved by engine {header.get('engine')!r}, this is {engine_version()}")


def _lengths(state: Simulation) -> dict[str, int]:
    """The length of every letter, the same wherever it occurs."""
    lengths: dict[str, int] = {}
    for name, (_, letters) in _SHAPES.items():
        for letter, length in zip(letters, _table(state, name).shape, strict=True):
            wanted = int(letter) if letter.isdigit() else lengths.setdefault(letter, length)
            if length != wanted:
                raise SnapshotError(f"{name} has {length} entries where there must be {wanted}")
    return lengths


def _check_indices(state: Simulation, lengths: Mapping[str, int]) -> None:
    for name, fields in _POINTS.items():
        table = _table(state, name)
        for field, into in fields.items():
            _check_inside(f"{name}.{field}", table[field], into, lengths)
    for name, into in _PLAIN_POINTS.items():
        _check_inside(name, _table(state, name), into, lengths)
    _check_jobs(state.flow, lengths)
    _check_inside("orders.line0", state.orders["line0"] + state.orders["lines"], "L+", lengths)
    _check_inside("places.aisle", state.places["aisle"][: state.rules[0]["faces"]], "I", lengths)
    floors = state.calendar["kind"] == codes.C_FLOOR
    _check_inside("calendar.a", state.calendar["a"][floors], "H", lengths)
    if lengths["g"] != lengths["H"] + state.rules[0]["vehicle_fine"] or lengths["g"] not in (
        lengths["H"],
        2 * lengths["H"],
    ):
        raise SnapshotError("fine has another number of floors than fields")
    if lengths["p"] != STRIPS + 1:
        raise SnapshotError(f"strip_starts has {lengths['p']} entries where there must be {STRIPS + 1}")
    _check_inside("timers.entity", state.timers["entity"], lengths["A"] + lengths["N"], lengths)
    _check_lines(state, lengths)
    transports = np.isin(np.arange(lengths["Q"]), [codes.Q_LIGHT, codes.Q_HEAVY])
    for field in ("head", "tail"):
        _check_inside(f"queues.{field}", state.queues[field][transports], "V?", lengths)
        _check_inside(f"queues.{field}", state.queues[field][~transports], "N?", lengths)
    tour = int(np.sort(state.orders["lines"])[-max(int(state.rules[0]["orders_per_tour"]), 1) :].sum())
    if tour >= max(lengths["S"], 1) or lengths["s"] < 2 * lengths["S"]:
        raise SnapshotError("a tour has more lines than there is room for")


def _check_lines(state: Simulation, lengths: Mapping[str, int]) -> None:
    """The lines of stations, the doors for pallets, and the orders on belts."""
    if lengths["Q"] < FIRST_LINE or not np.isin(np.arange(FIRST_LINE, lengths["Q"]), state.stands["line"]).all():
        raise SnapshotError("a waiting line has no stand")
    _check_inside("docks", state.docks[:, 0], "P", lengths)
    timers = state.timers["entity"][: state.clock[0]["timers"]]
    _check_inside("orders.belt", state.orders["belt"][timers[timers >= lengths["A"]] - lengths["A"]], "b", lengths)


def _check_jobs(flow: Flow, lengths: Mapping[str, int]) -> None:
    """Indices of the job network that depend on each other, and its waiting lines."""
    if lengths["c"] not in (0, lengths["M"]) or lengths["t"] < lengths["M"] or lengths["m"] != lengths["M"] + 1:
        raise SnapshotError("the job network's arrays do not fit each other")
    inside = flow.jobs[flow.jobs["state"] != flow_records.JobState.FREE]
    _check_inside("flow.jobs.routing", inside["routing"], "U", lengths)
    _check_inside("flow.jobs.step", inside["step"], "O", lengths)
    _check_inside("flow.steps.first", flow.steps["first"] + flow.steps["stations"], "q+", lengths)
    for field in ("station", "came"):
        _check_inside(f"flow.jobs.{field}", inside[field], "M?", lengths)
    visits = flow.steps["stations"] > 0
    _check_inside("flow.steps.station", flow.steps["station"][visits], "M", lengths)
    wanted = flow.moves[(flow.clock[0]["move_head"] + np.arange(flow.clock[0]["moves"])) % max(lengths["J"], 1)]
    _check_inside("flow.moves.source", wanted["source"], "M?", lengths)
    _check_inside("flow.moves.target", wanted["target"], "M", lengths)
    if lengths["h"] < flow.clock[0]["events"] + SPARE:
        raise SnapshotError("the job network's heap is too small")
    words = flow.heap[: flow.clock[0]["events"]]["word"]
    due = np.array([int(what_of.py_func(word)) for word in words], dtype=np.int64)
    arrives = due & (KINDS - 1) == ARRIVAL
    _check_inside("flow.heap.what", due[arrives] // KINDS, "U", lengths)
    _check_inside("flow.heap.what", due[~arrives] // KINDS, "J", lengths)
    free = int(flow.clock[0]["free_jobs"])
    _check_line(flow, int(flow.clock[0]["free"]) if free else -1, free)
    for start in (*flow.stations["head"], *flow.stations["gate_head"]):
        _check_line(flow, int(start), lengths["J"])


def _check_line(flow: Flow, job: int, most: int) -> None:
    for _ in range(most):
        if job < 0:
            return
        job = int(flow.jobs["next"][job])
    if job >= 0:
        raise SnapshotError("jobs wait in a circle")


def _check_inside(what: str, values: NDArray[Any], into: str | int, lengths: Mapping[str, int]) -> None:
    end = into if isinstance(into, int) else lengths[into[0]] + into.endswith("+")
    low = -1 if isinstance(into, str) and into.endswith("?") else 0
    if values.size and not ((values >= low) & (values < end)).all():  # NaN is not inside, either
        raise SnapshotError(f"{what} points outside")


def _check_chains(state: Simulation) -> None:
    """Orders and transports wait in chains; one that leads back to itself would never end."""
    for name, field in (("orders", "next"), ("orders", "in_tour"), ("transports", "next"), ("belts", "next")):
        ahead = np.append(getattr(state, name)[field], -1)  # the last entry is the end, and leads to itself
        ahead[ahead < 0] = len(ahead) - 1
        for _ in range(len(ahead).bit_length() + 1):
            ahead = ahead[ahead]  # twice as far each time
        if (ahead != len(ahead) - 1).any():
            raise SnapshotError(f"{name}.{field} leads in a circle")
