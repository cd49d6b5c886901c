"""What ABC storage saves on real orders: walking per order against random storage, paired, with its interval.

The order lines of a distribution centre (three busy days played as one stretch of two hours) are picked in
the demonstration facility with a pick face for each of its articles. Each pair has a seed of its own, which
decides where random storage puts everything, when orders come, how fast people walk and handle; both
policies share it. ABC by the very orders that are then picked flatters itself, so a third policy ranks the
articles by the other days on file and places them by that.

    python -m bench.show_storage_policies [--pairs 12]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import numpy as np

from scenarios.document import RoleStaffing, ScenarioDocument, Shift, Storage, StoredArticle
from scenarios.ingest.orders import ImportedOrders, OrderChoice, OrderColumns, import_orders, with_orders
from scenarios.layout.checks import check_document
from scenarios.layout.contracts import VariantLayout
from scenarios.layout.defaults import default_document
from scenarios.layout.reach import main_reach
from scenarios.layout.variant import base_floor_plan, build_variant
from scenarios.layout.work_estimate import walking_distances_m
from scenarios.metrics.definitions import METRICS
from scenarios.simulation.compile import compile_run
from scenarios.simulation.engine import simulate
from scenarios.statistics.comparison import paired_difference
from twin.contracts import PERSON_RADIUS_M, Scene
from twin.demo.facility import build_demo_facility

ROOT = Path(__file__).resolve().parents[1]
LINES = ROOT.parent / "shared" / "fixtures" / "logistics" / "orders" / "df_lines.csv"
RESULTS = ROOT / "bench" / "results" / "storage.jsonl"
COLUMNS = OrderColumns("OrderNumber", "SKU", "DATE", quantity="PCS")
FIRST_DAY, LAST_DAY = date(2018, 12, 3), date(2018, 12, 5)
FILE_FIRST, FILE_LAST = date(2018, 12, 1), date(2018, 12, 16)
HORIZON_S, ORDERS_UNTIL_S = 3 * 3600.0, 2 * 3600.0
FACE_PITCH_M = 0.48  # 1,080 faces on the twelve rack rows of the demonstration: one for each of the 1,050 articles
ORDERS_PER_TOUR = 6
HEADS = {"picker": 16, "packer": 12, "shipper": 4}
METRIC = "travel_per_order_m"


@dataclass(frozen=True)
class Row:
    """One policy against random storage."""

    policy: str
    pairs: int
    random_m: float
    policy_m: float
    difference_m: float
    low_m: float
    high_m: float
    relative: float
    p_value: float
    least_shipped: float  # share of its orders that the slowest replication of either shipped


def read(first: date, last: date, seed: int) -> ImportedOrders:
    """The orders of some days of the file as one stretch."""
    choice = OrderChoice(
        opens_s=0, closes_s=ORDERS_UNTIL_S, horizon_s=HORIZON_S, first_day=first, last_day=last, seed=seed
    )
    with LINES.open("rb") as stream:
        return import_orders(stream, COLUMNS, choice)


def day(scene: Scene, seed: int) -> ScenarioDocument:
    """The busy stretch in the demonstration facility, everything carried on foot."""
    document = default_document(scene, base_floor_plan(scene))
    experiment = document.experiment.model_copy(update={"seed": seed, "horizon_s": HORIZON_S})
    demand = document.demand.model_copy(update={"orders_per_tour": ORDERS_PER_TOUR})
    staffing = [
        RoleStaffing.model_validate({"role": role, "shifts": [Shift(start_s=0, end_s=HORIZON_S, heads=heads)]})
        for role, heads in HEADS.items()
    ]
    changes = {"fleet": [], "experiment": experiment, "demand": demand, "staffing": staffing}
    return with_orders(document.model_copy(update=changes), read(FIRST_DAY, LAST_DAY, seed).recorded)


def other_days() -> Counter[str]:
    """How often each article of the file is asked for on the days that are not played."""
    lines: Counter[str] = Counter()
    for first, last in (
        (FILE_FIRST, date.fromordinal(FIRST_DAY.toordinal() - 1)),
        (date.fromordinal(LAST_DAY.toordinal() + 1), FILE_LAST),
    ):
        lines.update(article for order in read(first, last, 1).recorded.articles for article in order)
    return lines


def places_by(popularity: Counter[str], articles: Sequence[str], layout: VariantLayout) -> list[StoredArticle]:
    """The most popular articles at the faces with the shortest walk to a pack station; equals in order of their names."""
    packs = [(float(s.stands_m[0, 0]), float(s.stands_m[0, 1])) for s in layout.stations if s.kind == "pack"]
    spots = [(face.x_m, face.y_m) for face in layout.faces]
    walks = walking_distances_m(main_reach(layout.floor_plan, PERSON_RADIUS_M), [*packs, *spots])
    nearest = np.argsort(walks[: len(packs), len(packs) :].min(axis=0), kind="stable")
    ranked = sorted(articles, key=lambda article: (-popularity[article], article))
    faces = [layout.faces[int(k)] for k in nearest]
    return [
        StoredArticle(article=article, part_id=face.part_id, ordinal=face.ordinal)
        for article, face in zip(ranked, faces, strict=False)
    ]


def walked(layout: VariantLayout, document: ScenarioDocument) -> tuple[float, float]:
    """(metres that pickers walk per order, share of the orders that were shipped) in one replication."""
    result, _ = simulate(compile_run(layout, document), replication=0)
    return result.metrics[METRIC], result.orders_shipped / result.orders_in


def compare_policies(pairs: int) -> list[Row]:
    """Each policy against random storage over `pairs` seeds."""
    scene = build_demo_facility()
    storage = Storage(face_pitch_m=FACE_PITCH_M)
    first = day(scene, 1)
    layout = build_variant(scene, first.model_copy(update={"storage": storage}))
    given = places_by(other_days(), sorted(read(FILE_FIRST, FILE_LAST, 1).articles), layout)
    policies = {
        "random": storage,
        "abc": storage.model_copy(update={"policy": "abc"}),
        "abc by the other days": storage.model_copy(update={"policy": "given", "given": given}),
    }
    values: dict[str, list[tuple[float, float]]] = {name: [] for name in policies}
    for seed in range(1, pairs + 1):
        document = day(scene, seed)
        for name, kept in policies.items():
            stored = document.model_copy(update={"storage": kept})
            if seed == 1 and (errors := [f for f in check_document(stored, scene) if f.severity == "error"]):
                raise SystemExit("\n".join(f"{f.pointer}: {f.message}" for f in errors))
            values[name].append(walked(layout, stored))
    return [row(name, values["random"], values[name]) for name in policies if name != "random"]


def row(policy: str, random: Sequence[tuple[float, float]], other: Sequence[tuple[float, float]]) -> Row:
    """A comparison as one line of the results, from (metres, share shipped) of each replication."""
    walks = ([m for m, _ in random], [m for m, _ in other])
    found = paired_difference(METRIC, *walks, better=METRICS[METRIC].better)
    difference = found.difference
    return Row(
        policy=policy,
        pairs=difference.count,
        random_m=round(found.base.mean, 2),
        policy_m=round(found.variant.mean, 2),
        difference_m=round(difference.mean, 2),
        low_m=round(difference.low, 2),
        high_m=round(difference.high, 2),
        relative=round(found.relative or 0.0, 4),
        p_value=found.p_value,
        least_shipped=round(min(share for _, share in (*random, *other)), 4),
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pairs", type=int, default=12)
    pairs = parser.parse_args().pairs
    if not LINES.is_file():
        print("the order lines are not beside this checkout")
        return 0
    rows = compare_policies(pairs)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text("".join(json.dumps(asdict(r)) + "\n" for r in rows))
    print(
        f"{'walking per order, m':28}{'random':>8}{'policy':>8}{'difference':>12}  95 % interval      {'share':>7} {'shipped':>8}"
    )
    for r in rows:
        interval = f"{r.low_m:7.2f} to {r.high_m:.2f}"
        print(
            f"{r.policy:28}{r.random_m:8.2f}{r.policy_m:8.2f}{r.difference_m:12.2f}  {interval:18}{r.relative:8.1%}{r.least_shipped:9.1%}"
        )
    return 0 if all(r.high_m < 0 for r in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
