"""Futures per second: 64 futures of 40 agents, 20 s ahead, against the bar of 5 s on two cores; and as agents grow.

Seconds of processor time and of the clock: the bar is about two idle cores, on which the clock shows about half.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from worlds.dynamics.dynamics import Dynamics
from worlds.dynamics.replay import situation_at
from worlds.dynamics.situation import Situation
from worlds.training.dynamics_days import random_day

FUTURES, AHEAD_S, DAY = 64, 20.0, 1015


def crowd(count: int) -> Situation:
    """So many agents of a generated day, all of whom are there."""
    for number in range(DAY, DAY + 200):
        situation, _ = situation_at(random_day(number), 600.0)
        there = np.flatnonzero(situation.present)
        if len(there) >= count:
            return situation.chosen(there[:count])
    raise ValueError(f"no generated day has {count} agents")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, nargs="+", default=[10, 20, 40])
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    dynamics = Dynamics.load()
    dynamics.roll(crowd(5), futures=1, duration_s=1.0, seed=0)  # compiles
    print("agents  processor s  clock s  agent-steps per processor s")
    for count in options.agents:
        situation = crowd(count)
        used, clock = time.process_time(), time.perf_counter()
        dynamics.roll(situation, futures=FUTURES, duration_s=AHEAD_S, seed=1, threads=options.threads)
        used, clock = time.process_time() - used, time.perf_counter() - clock
        steps = FUTURES * count * AHEAD_S / 0.2
        print(f"{count:6}  {used:11.2f}  {clock:7.2f}  {steps / used:12,.0f}")


if __name__ == "__main__":
    main()
