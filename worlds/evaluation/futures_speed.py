"""How long futures take: 64 of so many agents, 20 s ahead, on two threads.

The crowd is exactly as large as asked for and stays on the floor; a day that is staffed for it is generated.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from worlds.dynamics.dynamics import Dynamics
from worlds.dynamics.replay import situation_at
from worlds.dynamics.situation import STEP_S, Situation
from worlds.training.dynamics_days import random_day

FUTURES, AHEAD_S, DAY = 64, 20.0, 1015
AT_S = 600.0
REPEATS = 3


def crowd(count: int) -> Situation:
    """So many agents of a generated day, vehicles among them, all of whom are on the floor."""
    situation, _ = situation_at(random_day(DAY, staffed=count), AT_S)
    there = np.flatnonzero(situation.present)
    if len(there) < count:
        raise ValueError(f"{len(there)} agents are on the floor of a day staffed for {count}")
    return situation.chosen(there[np.linspace(0, len(there) - 1, count).round().astype(int)])


def measure_speed(dynamics: Dynamics, agents: int, *, threads: int = 2) -> dict[str, Any]:
    """Seconds of the clock and of the processor, of the fastest of REPEATS rolls, and who was there throughout."""
    situation = crowd(agents)
    dynamics.roll(situation, futures=1, duration_s=1.0, seed=0)  # compiles
    times = []
    for _ in range(REPEATS):
        used, clock = time.process_time(), time.perf_counter()
        rolled = dynamics.roll(situation, futures=FUTURES, duration_s=AHEAD_S, seed=1, threads=threads)
        times.append((time.perf_counter() - clock, time.process_time() - used))
    clock_s, processor_s = min(times)
    steps = FUTURES * agents * round(AHEAD_S / STEP_S)
    return {
        "futures": FUTURES,
        "agents": rolled.pose.shape[2],
        "ahead_s": AHEAD_S,
        "threads": threads,
        "clock_s": round(clock_s, 3),
        "processor_s": round(processor_s, 3),
        "agent_steps_per_processor_s": round(steps / processor_s),
        "present_share": round(float((rolled.activity > 0).mean()), 4),  # of instants; OFF is 0
        "moved_share": round(float(rolled.moved.mean()), 4),  # of steps, those that the network chose
    }
