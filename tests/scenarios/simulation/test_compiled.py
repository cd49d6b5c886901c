"""What the decorators of compiled functions make of them."""

import os
import subprocess
import sys
from pathlib import Path

from numba import njit

from scenarios.simulation.compile import compile_run
from scenarios.simulation.compiled import inner
from scenarios.simulation.engine import simulate
from tests.scenarios.simulation.test_conservation import everything
from tests.scenarios.simulation.test_jobs import document, routing, shop

ROOT = Path(__file__).resolve().parents[3]
DAYS_WITHIN_BOUNDS = """
import numpy as np
from numba import njit
from tests.scenarios.simulation.test_compiled import digests

def at(values, k):
    return values[k]

at.__module__ = "scenarios.simulation.of_a_test"  # kernels ask no index whether it counts from the end
at = njit(at)
for k in (-1, 3):
    try:
        raise SystemExit(f"values[{k}] of three is {at(np.zeros(3), k)}")
    except IndexError:
        pass
print(digests())
"""


def digests():
    """Of a day with everything, and of a factory whose jobs come in from outside and are carried by a vehicle."""
    factory = document(
        routings=[routing(moved_by="vehicle", rate=25)], manned=True, operators=2, amrs=1, horizon_s=3600.0
    )
    return [simulate(run, replication=0)[0].digest for run in (everything(), compile_run(shop(), factory))]


@inner
def _shifted(value, by):
    return value + by


@njit
def _twice(value):
    return _shifted(value, 1) + _shifted(value, -1)


def test_a_part_is_compiled_once_whatever_constants_it_is_called_with():
    assert _twice(4) == 8
    assert len(_shifted.signatures) == 1


def test_no_index_of_a_whole_day_lies_outside(tmp_path):
    watched = {**os.environ, "NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(tmp_path)}
    found = subprocess.run(
        [sys.executable, "-c", DAYS_WITHIN_BOUNDS], cwd=ROOT, env=watched, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    assert found.stdout.strip() == str(digests())
