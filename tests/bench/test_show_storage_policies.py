"""The showing of storage policies on real order lines, in small."""

import pytest

from bench import show_storage_policies as module


@pytest.mark.skipif(not module.LINES.is_file(), reason="the order lines are not beside this checkout")
def test_abc_storage_shortens_the_walk_per_order_on_real_orders() -> None:
    rows = {row.policy: row for row in module.compare_policies(3)}
    assert rows.keys() == {"abc", "abc by the other days"}
    for row in rows.values():
        assert row.pairs == 3
        assert row.least_shipped > 0.99  # else the walks would be of different orders
        assert row.high_m < 0
        assert 0.05 < -row.relative < 0.5
