"""Closed forms that the engine is compared with, from the literature; none of them simulates anything.

Rates are per unit of time, durations in the same unit. `servers` is the number of servers of a
station with one queue, first come first served.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy import stats


def erlang_c(servers: int, load: float) -> float:
    """Share of arrivals that wait in M/M/c with `load` = arrival rate x mean service (Erlang 1917).

    By the stable recursion through Erlang's loss formula B(c) = a B(c-1) / (c + a B(c-1)).
    """
    if not 0 < load < servers:
        raise ValueError("a station must have more servers than its load")
    loss = 1.0
    for c in range(1, servers + 1):
        loss = load * loss / (c + load * loss)
    return loss / (1 - load / servers * (1 - loss))


def mmc_wait(rate: float, mean: float, servers: int) -> float:
    """Mean wait in the queue of M/M/c: C(c, a) / (c/mean - rate)."""
    return erlang_c(servers, rate * mean) / (servers / mean - rate)


def mg1_wait(rate: float, mean: float, cv2: float) -> float:
    """Mean wait in M/G/1 with squared coefficient of variation `cv2` (Pollaczek 1930, Khinchine 1932)."""
    load = rate * mean
    return load * mean * (1 + cv2) / (2 * (1 - load))


def mdc_wait(rate: float, servers: int, states: int = 400) -> float:
    """Mean wait in M/D/c with service time 1: the chain of Crommelin (1932) over one service time, cut at `states`."""
    new = stats.poisson(rate).pmf(np.arange(states + 1))
    step = np.zeros((states + 1, states + 1))
    for n in range(states + 1):
        left = max(n - servers, 0)
        step[n, left:] = new[: states + 1 - left]
        step[n, -1] += 1 - step[n].sum()
    balance = step.T - np.eye(states + 1)
    balance[-1] = 1.0
    share = np.linalg.solve(balance, np.eye(states + 1)[-1])
    return float((share * np.maximum(np.arange(states + 1) - servers, 0)).sum() / rate)


def traffic(entering: Sequence[float], routes: Sequence[Sequence[float]]) -> list[float]:
    """Rate through each station of an open network: the solution of rate = entering + routes^T rate (Jackson 1957)."""
    R = np.asarray(routes, dtype=np.float64)
    return [float(x) for x in np.linalg.solve(np.eye(len(R)) - R.T, np.asarray(entering, dtype=np.float64))]


def jackson_sojourn(
    entering: Sequence[float], routes: Sequence[Sequence[float]], means: Sequence[float], servers: Sequence[int]
) -> float:
    """Mean time that a job spends in an open Jackson network, by Little's law over its stations."""
    rates = traffic(entering, routes)
    inside = sum(r * (mmc_wait(r, m, c) + m) for r, m, c in zip(rates, means, servers, strict=True))
    return inside / sum(entering)


def closed_throughput(population: int, means: Sequence[float], think: float) -> float:
    """Rate of laps of a closed loop of single-server stations and a delay (mean value analysis, Reiser and Lavenberg 1980)."""
    queued = [0.0] * len(means)
    rate = 0.0
    for n in range(1, population + 1):
        stays = [mean * (1 + q) for mean, q in zip(means, queued, strict=True)]
        rate = n / (sum(stays) + think)
        queued = [rate * stay for stay in stays]
    return rate


def drive_s(distance_m: float, speed_mps: float, acceleration: float) -> float:
    """Time from stand to stand with equal acceleration and braking in m/s²: a trapezoid, or a triangle when short."""
    if distance_m >= speed_mps**2 / acceleration:
        return distance_m / speed_mps + speed_mps / acceleration
    return 2 * math.sqrt(distance_m / acceleration)


def drive_braking_s(distance_m: float, speed_mps: float, acceleration: float, braking: float) -> float:
    """As `drive_s` with another deceleration: t = s/v + v/2 (1/a + 1/b), or sqrt(2 s (1/a + 1/b)) when short."""
    both = 1 / acceleration + 1 / braking
    if distance_m >= speed_mps**2 * both / 2:
        return distance_m / speed_mps + speed_mps * both / 2
    return math.sqrt(2 * distance_m * both)


def bozer_white(length_m: float, height_m: float, across_mps: float, up_mps: float) -> tuple[float, float]:
    """(single, dual) command travel time of a crane that moves both ways at once, corner I/O (Bozer and White 1984)."""
    across, up = length_m / across_mps, height_m / up_mps
    longest = max(across, up)
    b = min(across, up) / longest
    return longest * (1 + b * b / 3), longest * (4 / 3 + b * b / 2 - b**3 / 30)


def aisles_visited(aisles: int, picks: int) -> float:
    """Expected number of aisles that hold one of `picks` random picks: k (1 - (1 - 1/k)^n)."""
    return aisles * (1 - (1 - 1 / aisles) ** picks)
