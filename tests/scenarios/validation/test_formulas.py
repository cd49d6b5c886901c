"""The closed forms against the figures that were published for them."""

import pytest

from scenarios.validation import formulas


@pytest.mark.parametrize(
    ("rate", "servers", "wait"), [(0.75, 1, 3.0), (1.5, 2, 1.2857), (4.0, 5, 0.5541), (9.0, 10, 0.6687)]
)
def test_mmc(rate: float, servers: int, wait: float) -> None:
    assert formulas.mmc_wait(rate, 1.0, servers) == pytest.approx(wait, abs=5e-5)


@pytest.mark.parametrize(
    ("rate", "servers", "wait"),
    [(0.5, 1, 0.5), (0.8, 1, 2.0), (0.9, 1, 4.5), (1.6, 2, 0.9033), (4.0, 5, 0.2891), (9.0, 10, 0.3446)],
)
def test_mdc(rate: float, servers: int, wait: float) -> None:
    assert formulas.mdc_wait(rate, servers) == pytest.approx(wait, abs=5e-5)


def test_mg1() -> None:
    assert formulas.mg1_wait(0.8, 1.0, 0.25) == pytest.approx(2.5)
    assert formulas.mg1_wait(0.8, 1.0, 4.0) == pytest.approx(10.0)


def test_jackson_line() -> None:
    line = ((60, 10, 17.5540), (150, 25, 10.4099), (75, 13, 10.2763), (45, 8, 10.7542))
    for mean, servers, wait in line:
        assert formulas.mmc_wait(500 / 3600, mean, servers) == pytest.approx(wait, abs=5e-5)


def test_jackson_network_with_rework() -> None:
    entering = [100 / 3600, 0.0, 0.0]
    routes = [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.1, 0.0]]
    assert formulas.traffic(entering, routes)[1] * 3600 == pytest.approx(111.1111, abs=5e-5)
    assert formulas.jackson_sojourn(entering, routes, [60, 180, 90], [3, 7, 4]) == pytest.approx(473.3109, abs=5e-5)


def test_closed_loop_of_vehicles() -> None:
    laps = [3600 * formulas.closed_throughput(n, [15, 20], 60) for n in (1, 4, 6)]
    assert laps == pytest.approx([37.8947, 120.5840, 149.9266], abs=5e-5)


def test_drives() -> None:
    assert formulas.drive_s(20, 2, 0.5) == pytest.approx(14.0)
    assert formulas.drive_s(4, 2, 0.5) == pytest.approx(5.6569, abs=5e-5)
    assert formulas.drive_braking_s(20, 2, 0.5, 0.5) == pytest.approx(14.0)
    assert formulas.drive_braking_s(4, 2, 0.5, 0.5) == pytest.approx(5.6569, abs=5e-5)
    # 2 s and 2 m to reach 2 m/s, 1 s and 1 m to stop, 7 m between them
    assert formulas.drive_braking_s(10, 2, 1, 2) == pytest.approx(6.5)


def test_crane_and_aisles() -> None:
    assert formulas.bozer_white(60, 12, 3, 1) == pytest.approx((22.4, 30.1227), abs=5e-5)
    visited = [formulas.aisles_visited(10, n) for n in (5, 10, 20, 30)]
    assert visited == pytest.approx([4.0951, 6.5132, 8.7842, 9.5761], abs=5e-5)


def test_a_station_below_its_load_has_no_answer() -> None:
    with pytest.raises(ValueError, match="more servers"):
        formulas.mmc_wait(2.0, 1.0, 2)
