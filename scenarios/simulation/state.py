"""The arrays a replication starts from: everyone at home, orders with their luck, empty tables."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import Activity
from scenarios.safety.settings import SafetySettings
from scenarios.simulation import luck, schedule
from scenarios.simulation.bodies import agents
from scenarios.simulation.codes import Release, Routing, StandKind
from scenarios.simulation.compile import CompiledRun
from scenarios.simulation.flow_build import make_flow
from scenarios.simulation.flow_records import CONVEYOR
from scenarios.simulation.loop import CONFLICT_ROOM, LOG_ROOM
from scenarios.simulation.neighbours import STRIPS
from scenarios.simulation.records import (
    CLOCK,
    CONFLICT,
    LINE,
    LOG,
    ORDER,
    QUEUE,
    RULES,
    STAND,
    STEP_S,
    TIMER,
    TRAIL,
    TRANSPORT,
    Simulation,
)
from scenarios.simulation.station_lines import FIRST_LINE
from scenarios.simulation.zones import zone_table

DENSITY_CELL_M = 0.5
_NEVER = 1e18


def orders(run: CompiledRun, replication: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """(orders, lines) with all their luck drawn."""
    document = run.document
    book = luck.draw_orders(
        document.demand,
        list(document.events),
        document.experiment.horizon_s,
        seed=document.experiment.seed,
        replication=replication,
    )
    table = np.zeros(len(book.arrival_s), ORDER)
    table["arrival"], table["due"] = book.arrival_s, book.due_s
    table["pack_s"], table["ship_s"] = book.pack_s, book.ship_s
    table["belt"] = -1
    table["line0"] = book.line_start[:-1]
    table["lines"] = table["left"] = np.diff(book.line_start)
    table["next"] = table["in_tour"] = -1
    lines = np.zeros(len(book.line_u), LINE)
    if run.lines.of_line is not None:
        lines["face"] = run.lines.of_line[: len(lines)]
    elif len(lines):
        ranks = luck.zipf_ranks(book.line_u, len(run.lines.ranks), document.storage.popularity)
        lines["face"] = run.lines.ranks[ranks]
    lines["order"] = np.repeat(np.arange(len(table)), table["lines"])
    lines["pick_s"], lines["units"] = book.pick_s, book.units
    if len(table):
        table["units"] = np.add.reduceat(book.units, book.line_start[:-1])
    return table, lines


def _places(run: CompiledRun) -> NDArray[Any]:
    table = run.places.copy()
    stock = run.document.storage.stock
    if stock is not None:
        faces = table[: run.face_count]
        faces["stock"] = faces["full"] = stock.lines
        faces["reorder"] = math.floor(stock.reorder_share * stock.lines)
        faces["asked"] = run.refill < 0  # nobody can refill it
    return table


def _stands(run: CompiledRun) -> NDArray[Any]:
    numbers = {station.id: number for number, station in enumerate(run.document.stations)}
    machines = {plan.name: k for k, plan in enumerate(run.network.stations) if plan.manned}
    table = np.zeros(len(run.stands), STAND)
    for row, (place, kind, station) in zip(table, run.stands, strict=True):
        row["place"], row["kind"], row["agent"] = place, kind, -1
        row["station"] = numbers.get(station, -1)
        row["flow"] = machines.get(station, -1) if kind == StandKind.WORK else -1
        leaving = [k for k, belt in enumerate(run.belts) if belt.source == station and kind == StandKind.PACK]
        row["line"] = FIRST_LINE + run.line_of[station] if station in run.line_of else -1
        row["belt"] = leaving[0] if leaving else -1
    return table


def _belts(run: CompiledRun) -> NDArray[Any]:
    table = np.zeros(len(run.belts), CONVEYOR)
    first = {station: place for place, _, station in reversed(run.stands)}
    for k, (row, belt) in enumerate(zip(table, run.belts, strict=True)):
        row["seconds"], row["room"] = belt.seconds, -1 if belt.capacity is None else belt.capacity
        leads_to_ship = belt.target in run.line_of and (belt.target, StandKind.SHIP) in {
            (s, n) for _, n, s in run.stands
        }
        row["line"] = FIRST_LINE + run.line_of[belt.target] if leads_to_ship else -1
        row["field"] = run.places["field"][first.get(belt.target, first[belt.source])]
        others = [n for n in range(k + 1, len(run.belts)) if run.belts[n].source == belt.source]
        row["next"] = others[0] if others else -1
    return table


def _queues(run: CompiledRun) -> NDArray[Any]:
    table = np.zeros(FIRST_LINE + len(run.station_lines), QUEUE)
    table["head"] = table["tail"] = table["kind"] = -1
    table["kind"][FIRST_LINE:] = [kind for kind, _ in run.station_lines]
    return table


def _transports(run: CompiledRun, order_count: int, pallets: NDArray[np.int64]) -> NDArray[Any]:
    """One row per order (from its hand-over to the packers), per inbound pallet, and per face to be refilled."""
    table = np.zeros(order_count + len(pallets) + run.face_count, TRANSPORT)
    table["next"] = table["source"] = table["target"] = -1
    table["heavy"][order_count:] = 1
    table["source"][order_count : order_count + len(pallets)] = pallets[:, 0]
    table["target"][order_count : order_count + len(pallets)] = pallets[:, 1]
    if len(run.put_away):
        refills = table[order_count + len(pallets) :]
        refills["source"] = run.put_away[
            np.arange(run.face_count) % len(run.put_away)
        ]  # reserves lie all over the hall
        refills["target"] = run.refill
    return table


def _rules(run: CompiledRun, safety: SafetySettings, orders_count: int, pallets: int) -> NDArray[Any]:
    rules = np.zeros(1, RULES)
    demand = run.document.demand
    values = {
        "orders_per_tour": demand.orders_per_tour,
        "routing": Routing[demand.routing.upper()],
        "release": Release[demand.release.upper()],
        "batch_nearest": demand.batching == "nearest",
        "longest_idle": demand.assignment == "longest_idle",
        "patience": demand.patience_s or _NEVER,
        "first_request": orders_count,
        "first_face": orders_count + pallets,
        "first_job": orders_count + pallets + run.face_count,
        "self_pack": run.self_pack,
        "pack": run.pack_step,
        "ship": run.ship_step,
        "shortest_line": demand.station_choice == "shortest_line",
        "faces": run.face_count,
        "vehicle_fine": run.vehicle_fine,
        "x0": run.grid.origin_m[0],
        "y0": run.grid.origin_m[1],
        "cell": run.grid.fine_cell_m,
        "density_x0": run.grid.origin_m[0],
        "density_y0": run.grid.origin_m[1],
        "density_cell": DENSITY_CELL_M,
        "horizon": run.document.experiment.horizon_s,
        "step": STEP_S,
        "person_limit": run.document.traffic.person_limit_mps,
        "slight_ttc": safety.slight_ttc_s,
        "person_slight_ttc": safety.person_slight_ttc_s,
        "pet": safety.pet_s,
        "min_closing": safety.min_closing_mps,
        "min_vehicle_speed": safety.min_vehicle_speed_mps,
        "merge_gap": safety.merge_gap_s,
        "hold": safety.hold_s,
    }
    for name, value in values.items():
        rules[name] = value
    return rules


def trail_length(pet_s: float, step_s: float) -> int:
    """Steps that a crossing looks back over, as a power of two: the rows of a ring that wraps without a division."""
    return 1 << (math.ceil(pet_s / step_s) + 1).bit_length()


def pair_tables(count: int, trail_rows: int) -> dict[str, NDArray[Any]]:
    """Who is near whom and what came of it, for so many agents: nothing yet; `trail_rows` is a power of two, or 0."""
    return {
        "neighbours": np.zeros((count, count), np.uint32),
        "near_count": np.zeros(count, np.int32),
        "neighbour_count": np.zeros(count, np.int32),
        "listed": np.zeros(count, np.uint8),
        "movers": np.zeros(count, np.int64),
        "listed_x": np.zeros(count),
        "listed_y": np.zeros(count),
        "strip_starts": np.zeros(STRIPS + 1, np.int32),
        "strip_agents": np.zeros(count, np.uint32),
        "strip_x": np.zeros(count),
        "strip_y": np.zeros(count),
        "near2": np.zeros(count),
        "apart2": np.zeros(count),
        "reaches2": np.zeros((count, 4)),
        "encounters": np.full((count, count), -1, np.int32),
        "courses": np.full((count, count), -np.inf),
        "trail": np.zeros((count, trail_rows), TRAIL),
        "trail_count": np.zeros(count, np.int64),
    }


def initial_state(run: CompiledRun, replication: int, safety: SafetySettings) -> Simulation:
    """The state at time 0, without a film (see `recording.Tape`)."""
    people = agents(run, replication)
    order_table, lines = orders(run, replication)
    inbound_s, pallets = schedule.inbound(run, replication)
    count = len(people)
    clock = np.zeros(1, CLOCK)
    clock["release_at"] = clock["next_empty"] = _NEVER
    clock["pairs_stale"] = clock["movers_stale"] = 1
    on_belts = len(order_table) if run.belts else 0
    most = np.sort(order_table["lines"])[-run.document.demand.orders_per_tour :].sum() if len(order_table) else 1
    cells = [math.ceil(n * run.grid.fine_cell_m / DENSITY_CELL_M) for n in run.grid.fine_m.shape]
    trail_rows = trail_length(safety.pet_s, STEP_S) if people["kind"].any() else 0
    return Simulation(
        agents=people,
        places=_places(run),
        orders=order_table,
        lines=lines,
        stands=_stands(run),
        calendar=schedule.calendar(run),
        requests=inbound_s,
        transports=_transports(run, len(order_table), pallets),
        timers=np.zeros(count + on_belts + 1, TIMER),
        queues=_queues(run),
        clock=clock,
        rules=_rules(run, safety, len(order_table), len(pallets)),
        log=np.zeros(LOG_ROOM + 11 * len(order_table) + len(lines) + 1024, LOG),
        stops=np.zeros((count, int(most) + 1), np.int64),
        spare_stops=np.zeros(2 * (int(most) + 1), np.int64),
        work_places=run.work_places,
        aisle_ends=run.aisle_ends,
        handover=run.handover,
        drops=run.drops,
        drop_lines=np.where(run.drop_lines < 0, -1, FIRST_LINE + run.drop_lines),
        docks=run.docks,
        belts=_belts(run),
        zones=zone_table(run.document),
        fine=run.fine,
        fields=run.fields,
        between=run.between,
        closed=run.closed,
        activity_s=np.zeros((count, len(Activity))),
        density=np.zeros(cells, np.float32),
        **pair_tables(count, trail_rows),
        conflicts=np.zeros(2 * CONFLICT_ROOM, CONFLICT),
        flow=make_flow(run.network, seed=run.document.experiment.seed, replication=replication),
        film=np.zeros((0, count, 5), np.float32),
        film_marks=np.zeros((0, count, 2), np.uint8),
    )
