"""A small comparison with made-up but consistent figures: what every report test shows."""

import io
from datetime import UTC, datetime

import numpy as np
import pytest
from PIL import Image
from scipy import stats

from scenarios.contracts import Difference, Estimate, MetricInfo, RunResult
from scenarios.document import ScenarioDocument
from scenarios.layout.contracts import DocumentChange
from scenarios.reports.facts import ClipFact
from scenarios.reports.summary import VariantRun, build_summary
from tests.scenarios.safety.samples import conflict
from twin.contracts import FloorPlan, Footprint, PartClass

METRICS = (
    MetricInfo("orders_per_hour", "Orders per hour", "1/h", "higher", headline=True, definition="Shipped / hours."),
    MetricInfo("cycle_time_p90", "Cycle time, p90", "s", "lower", headline=True, definition="90 % of orders."),
    MetricInfo("walk_per_order", "Walking per order", "m", "lower", headline=False, definition="Path length."),
    MetricInfo("pack_share", "Pack utilisation", "share", "neutral", headline=False, definition="Busy share."),
    MetricInfo("serious", "Serious conflicts", "1/1000 h", "lower", headline=True, definition="TTC below 1.5 s."),
    MetricInfo("labour_cost", "Labour cost per order", "EUR", "lower", headline=False, definition="Paid hours."),
)
MEANS = {
    "A": (508.0, 1308.0, 312.0, 0.78, 2.1, 1.88),
    "B": (539.0, 1194.0, 279.0, 0.81, 2.4, 1.77),
}
SPREAD = (9.0, 40.0, 5.0, 0.01, 0.8, 0.03)
MADE_AT = datetime(2026, 3, 2, 14, 5, tzinfo=UTC)


def _rack(part_id, x, y, part_class=PartClass.RACK, length=9.0):
    depth = 1.1
    polygon = np.array([[x, y], [x + length, y], [x + length, y + depth], [x, y + depth]])
    return Footprint(part_id, part_class, polygon, 4.0)


def floor_plan(*, moved: bool) -> FloorPlan:
    footprints = [_rack(f"rack-{i}", 3.0, 2.0 + 3 * i + (0.6 if moved and i == 4 else 0)) for i in range(6 - moved)]
    footprints += [_rack(f"desk-{i}", 22.0, 4.0 + 3 * i, PartClass.DESK, 2.0) for i in range(4)]
    building = np.array([[0.0, 0.0], [30.0, 0.0], [30.0, 20.0], [0.0, 20.0]])
    return FloorPlan((0.0, 0.0), 0.5, np.ones((40, 60), np.float32), tuple(footprints), (building,), ())


def results(letter: str, replications: int) -> tuple[RunResult, ...]:
    made = []
    for r in range(replications):
        luck = np.random.default_rng(r)
        shared, own = luck.normal(size=6), np.random.default_rng([r, ord(letter)]).normal(size=6)
        values = np.array(MEANS[letter]) + np.array(SPREAD) * (shared + 0.4 * own)
        day = values[0] / 12 * (1 - 0.3 * np.cos(np.arange(96) / 96 * 2 * np.pi)) + luck.normal(size=96)
        made.append(
            RunResult(
                replication=r,
                metrics=dict(zip([m.key for m in METRICS], values.tolist(), strict=True)),
                series={"orders_shipped": day, "wip": day * 0.4},
                series_step_s=300.0,
                utilisation={
                    "picker": {"walk": 0.42, "pick": 0.28, "carry": 0.12, "wait": 0.05, "blocked": 0.02, "idle": 0.11},
                    "packer": {"pack": float(values[3]), "idle": float(1 - values[3])},
                },
                conflicts=(
                    conflict(
                        start_s=5000.0 + r,
                        end_s=5003.0 + r,
                        at_s=5001.5 + r,
                        x_m=14.0,
                        y_m=6.0 + r,
                        min_ttc_s=1.2 + 0.01 * r,
                        max_closing_mps=1.9,
                    ),
                ),
                density=np.full((2, 2), 80 * 3600, np.float32),  # 320 agent-hours
                density_origin_m=(0.0, 0.0),
                density_cell_m=1.0,
                orders_in=4200,
                orders_shipped=4100 + r,
                orders_open=90 - r,
                orders_failed=10,
                digest=f"{r:064x}",
            )
        )
    return tuple(made)


def compare(base, variant, confidence=0.95) -> tuple[Difference, ...]:
    """Paired t without a correction: enough to have rows of every verdict."""
    rows = []
    for metric in METRICS:
        a = np.array([r.metrics[metric.key] for r in base])
        b = np.array([r.metrics[metric.key] for r in variant])
        of_a, of_b, change = (_estimate(v, confidence) for v in (a, b, b - a))
        p = float(stats.ttest_rel(b, a).pvalue)
        better = (b - a).mean() > 0 if metric.better == "higher" else (b - a).mean() < 0
        verdict = "no_difference_shown" if p > 0.05 else "better" if better else "worse"
        if metric.better == "neutral" and p <= 0.05:
            verdict = "changed"
        rows.append(Difference(metric.key, of_a, of_b, change, float((b - a).mean() / a.mean()), p, p, verdict, 5.0))
    return tuple(rows)


def _estimate(values, confidence) -> Estimate:
    half = float(stats.t.ppf(0.5 + confidence / 2, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values)))
    mean = float(values.mean())
    return Estimate(mean, mean - half, mean + half, len(values), confidence)


def poster(color) -> bytes:
    shade = np.linspace(0.5, 1.0, 144)[:, None, None] * np.array(color)[None, None] * np.ones((1, 256, 1))
    buffer = io.BytesIO()
    Image.fromarray(shade.astype(np.uint8)).save(buffer, "JPEG")
    return buffer.getvalue()


def clip(color, verdict="passed") -> ClipFact:
    reasons = () if verdict == "passed" else ("1 person is missing in 12 frames",)
    return ClipFact(
        camera_name="Cam West",
        start_s=27_720.0,
        start_clock="13:42",
        duration_s=10.0,
        width_px=256,
        height_px=144,
        poster=poster(color),
        verdict=verdict,
        reasons=reasons,
        invented=0,
        omission_rate=0.012,
        ghost_rate_per_frame=0.0,
        position_error_m=0.08,
        model_hash="ab" * 32,
        control_hash="cd" * 32,
    )


@pytest.fixture
def make_summary():
    """Builds the example; `facility` and `name` may be hostile, `builder` may look at what it is built from."""

    def make(
        facility="DC North",
        name="Narrow pick aisles",
        change="Rack row 5 moved 0.6 m north",
        replications=10,
        builder=build_summary,
    ):
        document = ScenarioDocument.model_validate(
            {"demand": {"windows": [{"start_s": 0, "end_s": 28_800, "orders_per_hour": 520}]}}
        )
        a, b = results("A", replications), results("B", replications)
        changes = (
            DocumentChange("layout", "/layout/0", change, None, None),
            DocumentChange("layout", "/layout/1", "Rack row 6 removed", None, None),
            DocumentChange("staffing", "/staffing/0", "Pickers 06:00–14:00: 12 instead of 10", 10, 12),
        )
        base = VariantRun("Today", document, a, "aa" * 32, floor_plan(moved=False), clips=(clip((110, 140, 180)),))
        variant = VariantRun(
            name,
            document,
            b,
            "bb" * 32,
            floor_plan(moved=True),
            differences=compare(a, b) if replications > 1 else (),
            changes=changes,
            clips=(clip((190, 140, 100), "failed"),),
        )
        return builder(
            facility_name=facility,
            comparison_name=f"Today against {name}",
            runs=(base, variant),
            metrics=METRICS,
            engine_version="1",
            model_hash="ab" * 32,
            made_at=MADE_AT,
        )

    return make
