"""Every metric of a replication: its name, unit, direction and formula in one place.

The formulas are small pure functions of a `RunRecord` in `orders`, `resources` and `risk`; NaN where
a metric is not defined. Headline metrics are compared between variants, and each more of them costs
the others power (Holm 1979), so they are few.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from scenarios.contracts import MetricInfo
from scenarios.metrics import jobs, orders, resources, risk
from scenarios.metrics.record import PEOPLE, VEHICLES, RunRecord

Formula = Callable[[RunRecord], float]
Entry = tuple[MetricInfo, Formula]


def _entry(  # noqa: PLR0917 -- the rows of a table
    key: str, label: str, unit: str, better: str, definition: str, formula: Formula, *, counted_per: str | None = None
) -> Entry:
    return MetricInfo(key, label, unit, better, key in _HEADLINE, definition, counted_per), formula


_HEADLINE = frozenset(
    {
        "orders_per_hour",
        "lines_per_labour_hour",
        "cycle_time_mean_s",
        "cycle_time_p90_s",
        "service_level",
        "travel_per_order_m",
        "picker_utilisation",
        "packer_utilisation",
        "amr_utilisation",
        "blocked_share",
        "wip_mean",
        "serious_conflicts_per_1000_agent_h",
        "contacts_per_1000_agent_h",
        "labour_cost_per_order",
        "jobs_per_hour",
        "job_cycle_time_mean_s",
        "orders_open_at_end",
    }
)
_ROLE_WORDS = {
    "picker": ("Picker", "pickers' time on shift spent walking for a task, picking, setting down and packing"),
    "packer": ("Packer", "packers' time on shift spent packing"),
    "shipper": ("Shipper", "shippers' time on shift spent loading"),
    "operator": ("Operator", "operators' time on shift spent at the jobs of manned stations"),
    "amr": ("AMR", "AMRs' time spent driving, loading and unloading"),
    "agv": ("AGV", "AGVs' time spent driving, loading and unloading"),
    "forklift": ("Forklift", "forklifts' time spent driving, loading and unloading"),
    "pallet_jack": ("Pallet jack", "pallet jacks' time spent driving, loading and unloading"),
}
_STAGE_WORDS = {
    "pick": ("to be picked", "arrived and not yet given to a picker"),
    "pack": ("to be packed", "picked and not yet packed, those being carried and packed among them"),
    "ship": ("to be shipped", "packed and not yet shipped, those being loaded among them"),
}
_SPLIT_WORDS = {
    "busy": ("busy", "handling goods: picking, packing, shipping, loading, unloading and setting down", "neutral"),
    "travelling_empty": ("travelling empty", "moving without a load", "neutral"),
    "travelling_loaded": ("travelling loaded", "moving with a load", "neutral"),
    "waiting": ("waiting", "waiting for a place or for somebody", "lower"),
    "blocked": ("blocked", "wanting to move and standing in somebody's way or in theirs", "lower"),
    "charging": ("charging", "at a charger", "lower"),
    "down": ("down", "out of order, or with an empty battery", "lower"),
    "on_break": ("on break", "on a break", "neutral"),
    "idle": ("idle", "with nothing to do", "neutral"),
}


def _throughput() -> list[Entry]:
    return [
        _entry("orders_per_hour", "Orders per hour", "1/h", "higher",
               "Orders shipped over the horizon.", orders.orders_per_hour),
        _entry("lines_per_hour", "Lines per hour", "1/h", "higher",
               "Order lines picked over the horizon.", orders.lines_per_hour),
        _entry("units_per_hour", "Units per hour", "1/h", "higher",
               "Units of the orders shipped over the horizon.", orders.units_per_hour),
        _entry("orders_per_labour_hour", "Orders per labour hour", "1/h", "higher",
               "Orders shipped over all hours that people were on shift.", orders.orders_per_labour_hour),
        _entry("lines_per_labour_hour", "Lines per labour hour", "1/h", "higher",
               "Order lines picked over all hours that people were on shift.", orders.lines_per_labour_hour),
        _entry("units_per_labour_hour", "Units per labour hour", "1/h", "higher",
               "Units shipped over all hours that people were on shift.", orders.units_per_labour_hour),
    ]  # fmt: skip


def _cycle_time() -> list[Entry]:
    words = {50: "Half of the", 90: "Nine of ten", 95: "Nineteen of twenty"}
    labels = {50: "Cycle time, median", 90: "Cycle time, 90th percentile", 95: "Cycle time, 95th percentile"}
    return [
        _entry("cycle_time_mean_s", "Cycle time, mean", "s", "lower",
               "Mean time from an order's arrival to its shipping, over the orders shipped.", orders.cycle_time_mean_s),
        *(
            _entry(f"cycle_time_p{p}_s", labels[p], "s", "lower",
                   f"{words[p]} orders shipped took at most this long from arrival to shipping.",
                   partial(orders.cycle_time_quantile_s, percent=p))
            for p in words
        ),
        _entry("service_level", "Shipped in time", "share", "higher",
               "Share of the orders due by the end that were shipped when they were due: by the first cut-off after "
               "their arrival, or where there is none within the promised time.",
               orders.service_level),
    ]  # fmt: skip


def _travel() -> list[Entry]:
    return [
        _entry("travel_per_order_m", "Walking per order", "m", "lower",
               "Metres walked by pickers over the orders picked.", resources.travel_per_order_m),
        _entry("vehicle_travel_per_order_m", "Driving per order", "m", "lower",
               "Metres driven by vehicles over the orders shipped.", resources.vehicle_travel_per_order_m),
        _entry("vehicle_empty_share", "Driving without a load", "share", "lower",
               "Share of the metres driven by vehicles without a load.", resources.vehicle_empty_share),
    ]  # fmt: skip


def _utilisation() -> list[Entry]:
    return [
        _entry(f"{role}_utilisation", f"{name} utilisation", "share", "neutral", f"Share of {words}.",
               partial(resources.utilisation, role=role))
        for role, (name, words) in _ROLE_WORDS.items()
    ]  # fmt: skip


def _split() -> list[Entry]:
    entries = []
    for group, roles in (("people", PEOPLE), ("vehicles", VEHICLES)):
        for category, (word, meaning, better) in _SPLIT_WORDS.items():
            if (group, category) in {("people", "charging"), ("people", "down"), ("vehicles", "on_break")}:
                continue
            entries.append(
                _entry(f"{group}_{category}_share", f"{group.capitalize()} {word}", "share", better,
                       f"Share of the time on shift that {group} spent {meaning}.",
                       partial(resources.share_of_time, roles=roles, category=category))
            )  # fmt: skip
    return entries


def _flow() -> list[Entry]:
    return [
        _entry("blocked_share", "Blocked by others", "share", "lower",
               "Share of the time on the move in which somebody in the way forced a stop (over 1 s at a time).",
               resources.blocked_share),
        _entry("congestion_delay_share", "Delay on the way", "share", "lower",
               "1 - free-flow time over time on the move, where the free-flow time is the distance at everybody's own "
               "free speed (complement of the inverse travel time index, Urban Mobility Report).",
               resources.congestion_delay_share),
        _entry("wip_mean", "Orders in the building", "1", "lower",
               "Orders arrived and not yet shipped, averaged over the horizon (L of Little's law).", orders.wip_mean),
    ]  # fmt: skip


def _queues() -> list[Entry]:
    entries = []
    for stage, (words, meaning) in _STAGE_WORDS.items():
        entries += [
            _entry(f"{stage}_queue_mean", f"Orders {words}, mean", "1", "lower",
                   f"Orders {meaning}, averaged over the horizon.", partial(orders.queue_mean, stage=stage)),
            _entry(f"{stage}_queue_max", f"Orders {words}, most", "1", "lower",
                   f"Most orders {meaning} at any time.", partial(orders.queue_max, stage=stage)),
        ]  # fmt: skip
    return entries


def _risk() -> list[Entry]:
    return [
        _entry("serious_conflicts_per_1000_agent_h", "Serious conflicts", "1/1000 h", "lower",
               "Encounters with a time to collision of 1.5 s or less (0.4 s between people) or, with a vehicle, a "
               "deceleration of 3.35 m/s² needed, and contacts, per 1000 hours of people and vehicles on the floor "
               "(Hydén 1987; Archer 2005).", risk.serious_conflicts_per_1000_agent_h, counted_per="agent_hours"),
        _entry("contacts_per_1000_agent_h", "Contacts", "1/1000 h", "lower",
               "Encounters in which bodies touched, per 1000 hours of people and vehicles on the floor.",
               risk.contacts_per_1000_agent_h, counted_per="agent_hours"),
    ]  # fmt: skip


def _cost() -> list[Entry]:
    return [
        _entry("labour_cost_per_order", "Labour cost per order", "1", "lower",
               "Wages of people on shift over the orders shipped, in the currency of the hourly costs.",
               resources.labour_cost_per_order),
        _entry("fleet_cost_per_order", "Fleet cost per order", "1", "lower",
               "Hourly costs of vehicles over the orders shipped, in the currency of the hourly costs.",
               resources.fleet_cost_per_order),
        _entry("energy_per_order_kwh", "Energy per order", "kWh", "lower",
               "Energy taken from vehicles' batteries over the orders shipped.", resources.energy_per_order_kwh),
    ]  # fmt: skip


def _jobs() -> list[Entry]:
    return [
        _entry("jobs_per_hour", "Jobs per hour", "1/h", "higher",
               "Jobs that took the last step of their routing over the horizon.", jobs.jobs_per_hour),
        _entry("job_cycle_time_mean_s", "Job cycle time, mean", "s", "lower",
               "Mean time from a job's release to its last step, rework included, over the jobs done.",
               jobs.job_cycle_time_mean_s),
        _entry("jobs_in_time_share", "Jobs done in time", "share", "higher",
               "Share of the jobs done that were done within their promised time.", jobs.jobs_in_time_share),
        _entry("jobs_in_progress_mean", "Jobs in progress", "1", "lower",
               "Jobs released and not finished, averaged over the horizon.", jobs.jobs_in_progress_mean),
        _entry("jobs_scrapped_share", "Jobs scrapped", "share", "lower",
               "Jobs scrapped over jobs that left.", jobs.jobs_scrapped_share),
    ]  # fmt: skip


def _rest() -> list[Entry]:
    return [
        _entry("orders_open_at_end", "Orders open at the end", "1", "lower",
               "Orders that had arrived and had neither been shipped nor failed by the end of the horizon.",
               orders.orders_open_at_end, counted_per=""),
        _entry("orders_failed", "Orders failed", "1", "lower", "Orders that were called off.", orders.orders_failed,
               counted_per=""),
        _entry("agent_hours", "Hours on the floor", "h", "neutral",
               "Hours that people and vehicles were on the floor, over which conflicts are counted.",
               resources.agent_hours),
        _entry("batteries_emptied", "Batteries run empty", "1", "lower",
               "Times that a vehicle stood where it was because its battery was empty.", resources.batteries_emptied),
        _entry("pallets_per_hour", "Pallets put away per hour", "1/h", "higher",
               "Inbound pallets put away over the horizon.", resources.pallets_per_hour),
        _entry("pallets_open_at_end", "Pallets not put away", "1", "lower",
               "Inbound pallets that were still at a dock or on a vehicle at the end.", resources.pallets_open_at_end),
        _entry("deadlocks_resolved", "Deadlocks resolved", "1", "lower",
               "Times somebody stood blocked for long and the engine made them give way, or let them through.",
               resources.deadlocks_resolved),
        _entry("let_through", "Deadlocks forced", "1", "lower",
               "Times the engine let somebody pass through others because giving way did not help.",
               resources.let_through),
    ]  # fmt: skip


def _entries() -> list[Entry]:
    groups = (_throughput, _cycle_time, _travel, _utilisation, _flow, _risk, _cost, _jobs, _rest, _queues, _split)
    return [entry for group in groups for entry in group()]


METRICS: Mapping[str, MetricInfo] = {info.key: info for info, _ in _entries()}
HEADLINE: tuple[str, ...] = tuple(key for key, info in METRICS.items() if info.headline)
_FORMULAS: Mapping[str, Formula] = {info.key: formula for info, formula in _entries()}


def compute_metrics(record: RunRecord) -> dict[str, float]:
    """All metrics of a replication, by key, in the order of `METRICS`."""
    return {key: float(formula(record)) for key, formula in _FORMULAS.items()}
