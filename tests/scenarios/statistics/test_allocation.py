"""Sharing out replications: Chen and others' rule by hand, and what it saves."""

import math

import numpy as np
import pytest
from scipy import stats

from scenarios.statistics.allocation import next_round, ocba_shares, probability_of_best


def test_the_shares_are_those_of_the_theorem_worked_out_by_hand():
    """Best first, then 1 and 2 behind it, all with deviation 1: N2 : N3 = 1 : 1/4 and N1 = √(1 + 1/16) = 1.0308."""
    assert ocba_shares([3, 2, 1], [1, 1, 1]) == pytest.approx([0.451941, 0.438447, 0.109612], abs=1e-6)
    # deviations 2, 3, 1: N2 = (3/1)² = 9, N3 = (1/2)² = 0.25, N1 = 2 √(81/9 + 0.0625/1) = 6.0208
    assert ocba_shares([3, 2, 1], [2, 3, 1]) == pytest.approx(np.array([6.0208, 9, 0.25]) / 15.2708, abs=1e-5)


def test_two_variants_share_by_their_deviations():
    """With two the rule is Neyman's: N1 / N2 = σ1 / σ2."""
    assert ocba_shares([5, 4], [3, 1]) == pytest.approx([0.75, 0.25])


def test_the_probability_is_one_minus_the_chances_of_being_beaten():
    """Means 3, 2, 1 with deviation 1 after 10 each: z = 1/√0.2 and 2/√0.2."""
    expected = 1 - stats.norm.sf(1 / math.sqrt(0.2)) - stats.norm.sf(2 / math.sqrt(0.2))
    assert probability_of_best([3, 2, 1], [1, 1, 1], [10, 10, 10]) == pytest.approx(expected)
    assert probability_of_best([3, 3], [1, 1], [10, 10]) == pytest.approx(0.5)
    assert probability_of_best([3, 3], [0, 0], [10, 10]) == 0.5
    assert probability_of_best([3, 2], [0, 0], [10, 10]) == 1.0


def test_equals_need_a_difference_that_matters():
    with pytest.raises(ValueError, match="smallest difference"):
        ocba_shares([2, 2], [1, 1])
    # half a unit and one behind: N2 = 4, N3 = 1, N1 = √17
    shares = ocba_shares([2, 2, 1], [1, 1, 1], smallest_difference=0.5)
    assert shares == pytest.approx(np.array([math.sqrt(17), 4, 1]) / (math.sqrt(17) + 5))


def test_a_round_goes_to_who_lacks_replications_and_ends_when_it_is_sure():
    generator = np.random.default_rng(3)
    close = [generator.normal(mean, 5, 12) for mean in (100, 98, 60)]
    found = next_round(close, smallest_difference=0.5)
    assert sum(found.allocation) == 15
    assert found.allocation[2] == 0  # far behind: nothing is to be learnt there
    assert found.probability < 0.95
    sure = next_round([generator.normal(mean, 1, 12) for mean in (100, 90, 60)], smallest_difference=0.5)
    assert (sure.best, sure.allocation) == (0, (0, 0, 0))
    assert sure.probability > 0.999


def test_it_finds_the_best_more_often_than_equal_shares_of_the_same_budget():
    """The authors' own kind of example: ten variants with means 0 to 9, deviation 6, about 200 replications in all."""
    generator = np.random.default_rng(11)
    hits = np.zeros(2)
    for _ in range(300):
        equal = [generator.normal(mean, 6, 20) for mean in range(10)]
        hits[0] += int(np.argmax([e.mean() for e in equal])) == 9
        samples = [generator.normal(mean, 6, 5) for mean in range(10)]
        while sum(map(len, samples)) < 200:
            round_ = next_round(samples, smallest_difference=0.01, confidence=0.999_999, per_variant=1)
            samples = [
                np.append(s, generator.normal(mean, 6, n))
                for mean, (s, n) in enumerate(zip(samples, round_.allocation, strict=True))
            ]
        hits[1] += int(np.argmax([s.mean() for s in samples])) == 9
    assert hits[0] / 300 < hits[1] / 300 - 0.08, hits
