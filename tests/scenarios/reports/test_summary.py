"""What a summary gathers from runs, at the edges: many variants, nothing filmed, nothing undefined shown."""

import dataclasses
import io
import math

import numpy as np
import pypdf
import pytest

from scenarios.contracts import MetricInfo
from scenarios.reports.pdf import render_pdf
from scenarios.reports.summary import build_summary
from scenarios.reports.xlsx import render_xlsx
from tests.scenarios.safety.samples import conflict


@pytest.fixture
def parts(make_summary):
    """Runs of two variants as the example has them, to be rearranged."""
    captured = {}

    def capture(**arguments):
        captured.update(arguments)
        return build_summary(**arguments)

    make_summary(builder=capture)
    return captured


def without_extras(run, **changes):
    return dataclasses.replace(run, clips=(), floor_plan=None, **changes)


def test_four_variants_without_plans_and_clips_make_both_reports(parts):
    base, variant = parts["runs"]
    runs = [without_extras(base), *(without_extras(variant, name=f"Variant {i}") for i in range(3))]
    summary = build_summary(**{**parts, "runs": runs, "model_hash": None})
    assert [v.letter for v in summary.variants] == ["A", "B", "C", "D"]
    assert len({v.color for v in summary.variants}) == 4
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(render_pdf(summary))).pages)
    assert "this comparison has no clips" in text
    assert "Variant 2" in text
    assert len(render_xlsx(summary)) > 4000


@pytest.mark.parametrize("count", [1, 5])
def test_other_numbers_of_variants_are_refused(parts, count):
    with pytest.raises(ValueError, match="two to four"):
        build_summary(**{**parts, "runs": [parts["runs"][0]] * count})


def test_a_metric_that_no_variant_defines_is_left_out(parts):
    amr = MetricInfo("amr", "AMR utilisation", "share", "neutral", headline=False, definition="")
    base, variant = parts["runs"]
    nothing = dataclasses.replace(variant.differences[0].base, mean=math.nan, low=math.nan, high=math.nan, count=0)
    row = dataclasses.replace(variant.differences[0], key="amr", base=nothing, variant=nothing, difference=nothing)
    runs = [base, dataclasses.replace(variant, differences=(*variant.differences, row))]
    summary = build_summary(**{**parts, "runs": runs, "metrics": (*parts["metrics"], amr)})
    assert "amr" not in [r.metric.key for r in summary.variants[1].rows]
    assert all(math.isnan(v) for v in summary.variants[1].values["amr"])


def test_the_worst_conflicts_come_first(parts):
    found = (
        conflict(at_s=1.0, severity="slight", min_ttc_s=2.5),
        conflict(at_s=2.0, severity="serious", min_ttc_s=1.2),
        conflict(at_s=3.0, severity="serious", min_ttc_s=0.4),
        conflict(at_s=4.0, severity="contact", min_ttc_s=0.0, contact=True),
    )
    base, variant = parts["runs"]
    results = tuple(dataclasses.replace(r, conflicts=found if r.replication == 0 else ()) for r in base.results)
    fact = build_summary(**{**parts, "runs": [dataclasses.replace(base, results=results), variant]}).variants[0]
    assert [c.conflict.at_s for c in fact.conflicts] == [4.0, 3.0, 2.0, 1.0]
    assert fact.conflict_counts == {"contact": 0.1, "serious": 0.2, "slight": 0.1}


def test_rates_of_series_are_per_hour_and_levels_are_not(parts):
    base = parts["runs"][0]
    series = {"orders_shipped": np.full(96, 10.0), "wip": np.full(96, 10.0)}
    results = tuple(dataclasses.replace(r, series=series) for r in base.results)
    runs = [dataclasses.replace(base, results=results), parts["runs"][1]]
    shown = build_summary(**{**parts, "runs": runs}).variants[0].series
    assert set(shown["orders_shipped"].mean) == {120.0}
    assert set(shown["wip"].mean) == {10.0}
    assert shown["wip"].low == shown["wip"].mean
