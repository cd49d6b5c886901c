"""Futures per second: 64 futures of 40 agents, 20 s ahead, against the bar of 5 s on two cores; and as agents grow.

Seconds of processor time and of the clock: the bar is about two idle cores, on which the clock shows about half.
"""

from __future__ import annotations

import argparse
import sys

from worlds.dynamics.dynamics import Dynamics
from worlds.evaluation.bars import BARS
from worlds.evaluation.futures_speed import measure_speed

AGENTS_OF_BAR = 40


def main() -> int:
    """Measure and print; 1 where the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, nargs="+", default=[10, 20, AGENTS_OF_BAR])
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    dynamics = Dynamics.load()
    [bar] = [bar for bar in BARS if bar.key == "futures_s"]
    missed = False
    print("agents  on the floor  processor s  clock s  agent-steps per processor s")
    for count in options.agents:
        found = measure_speed(dynamics, count, threads=options.threads)
        missed |= count == AGENTS_OF_BAR and not bar.met(found["clock_s"])
        print(
            f"{found['agents']:6}  {found['present_share']:12.1%}  {found['processor_s']:11.2f}  "
            f"{found['clock_s']:7.2f}  {found['agent_steps_per_processor_s']:12,}"
        )
    print(f"bar: {bar.wanted} for {AGENTS_OF_BAR} agents, {'missed' if missed else 'met'}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
