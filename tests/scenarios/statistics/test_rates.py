import math

import numpy as np
import pytest

from scenarios.contracts import AgentKind
from scenarios.statistics.intervals import poisson_interval
from scenarios.statistics.rates import agent_hours, compare_conflicts, compare_rates, conflict_rates, pooled_rate
from tests.scenarios.safety import samples
from tests.scenarios.statistics.test_comparison import result


def conflict(severity, first, second):
    kinds = (AgentKind[first], AgentKind[second])
    return samples.conflict(kinds=kinds, contact=severity == "contact", severity=severity)


def day(number, hours, conflicts, roles=("picker", "amr")):
    """A replication with so many agent-hours on the floor."""
    density = np.full((2, 2), hours * 3600 / 4, np.float32)
    changed = {"conflicts": tuple(conflicts), "density": density, "utilisation": {role: {} for role in roles}}
    made = result(number)
    for name, value in changed.items():
        object.__setattr__(made, name, value)
    return made


def test_a_pooled_rate_is_the_exact_interval_of_the_sum():
    found = pooled_rate([2, 0, 1], [40.0, 40.0, 20.0])
    exact = poisson_interval(3, 0.1)
    assert found.per_1000_h == exact
    assert exact.mean == pytest.approx(30.0)
    assert found.dispersion == pytest.approx(1.0)  # variance 1, mean 1


def test_none_seen_is_not_no_risk():
    found = pooled_rate([0, 0], [50.0, 50.0])
    assert found.per_1000_h.mean == 0
    assert found.per_1000_h.high == pytest.approx(-math.log(0.025) * 10)
    assert found.dispersion is None
    with pytest.raises(ValueError, match="exposure"):
        pooled_rate([0], [0.0])


def test_conflicts_of_one_jam_show_as_dispersion():
    assert pooled_rate([0, 0, 12, 0, 0, 12], [10.0] * 6).dispersion > 5


def test_rates_are_given_for_every_pair_that_was_there_and_add_up():
    days = [
        day(0, 40, [conflict("serious", "AMR", "PERSON"), conflict("slight", "PERSON", "PERSON")]),
        day(1, 40, [conflict("contact", "PERSON", "AMR")]),
    ]
    found = {(r.kinds, r.at_least): r.rate for r in conflict_rates(days)}
    mixed = (AgentKind.PERSON, AgentKind.AMR)
    assert {k for k, _ in found} == {None, (AgentKind.PERSON,) * 2, mixed, (AgentKind.AMR,) * 2}
    assert found[mixed, "serious"].count == 2  # a contact is at least serious
    assert found[mixed, "contact"].count == 1
    assert found[(AgentKind.AMR,) * 2, "slight"].per_1000_h.high > 0
    for severity in ("contact", "serious", "slight"):
        pairs = sum(rate.count for (kinds, least), rate in found.items() if kinds and least == severity)
        assert pairs == found[None, severity].count
    assert found[None, "slight"].per_1000_h.mean == pytest.approx(3 / 80 * 1000)


def test_without_anybody_on_the_floor_there_is_no_rate():
    assert conflict_rates([day(0, 0, [])]) == ()
    assert conflict_rates([]) == ()
    assert agent_hours(day(0, 12.5, [])) == pytest.approx(12.5)


def test_a_variants_rates_are_set_against_the_bases_of_the_same_pair():
    walks, drives = conflict("serious", "PERSON", "PERSON"), conflict("serious", "AMR", "PERSON")
    base = conflict_rates([day(0, 50, [walks, walks, drives])])
    variant = conflict_rates([day(0, 100, [walks, drives])])
    ratios = {(r.kinds, r.at_least): c for r, c in zip(variant, compare_conflicts(base, variant), strict=True)}
    assert ratios[None, "serious"] == compare_rates(3, 50.0, 2, 100.0)
    assert ratios[(AgentKind.PERSON,) * 2, "serious"].ratio == pytest.approx(0.25)
    assert compare_conflicts((), variant) == (None,) * len(variant)


def test_two_rates_agree_with_published_examples():
    """Dodder seeds in clover, 0 before and 3 after: one-sided p 0.125 (Krishnamoorthy and Thomson 2004, of
    Przyborowski and Wilenski's data). Lung cancer in Danish towns, 11 among 800 against 21 among 3011 (Andersen
    1977): ratio 1.971488, interval 0.8584264 to 4.2772659, as R's documentation of poisson.test has them.
    """
    assert compare_rates(0, 1.0, 3, 1.0).p_value == pytest.approx(2 * 0.125)
    found = compare_rates(21, 3011.0, 11, 800.0)
    assert (found.ratio, found.low, found.high) == pytest.approx((1.971488, 0.8584264, 4.2772659))


def test_the_interval_of_the_ratio_excludes_one_where_the_test_rejects():
    for base, variant in ((41, 15), (5, 14), (4, 14), (0, 6), (0, 5), (3, 3)):
        found = compare_rates(base, 100.0, variant, 100.0)
        assert (found.low > 1 or found.high < 1) == (found.p_value < 0.05)
        swapped = compare_rates(variant, 100.0, base, 100.0)
        assert swapped.p_value == pytest.approx(found.p_value)


def test_no_event_anywhere_compares_nothing():
    found = compare_rates(0, 10.0, 0, 20.0)
    assert math.isnan(found.ratio)
    assert (found.low, found.high, found.p_value) == (0.0, math.inf, 1.0)


def test_false_alarms_stay_within_the_level():
    generator = np.random.default_rng(17)
    counts = generator.poisson([6.0, 12.0], size=(1500, 2))  # one rate, twice the exposure
    alarms = sum(compare_rates(a, 1.0, b, 2.0).p_value < 0.05 for a, b in counts.tolist())
    assert alarms / 1500 <= 0.05
