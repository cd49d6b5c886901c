"""The same document and seed give the same outcome, whoever computes it, in whatever order, cut however."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from scenarios.simulation import engine
from scenarios.simulation.engine import simulate
from scenarios.simulation.state import initial_state
from tests.scenarios.simulation.halls import long_hall
from tests.scenarios.simulation.test_conservation import everything
from tests.scenarios.simulation.test_engine import run_of

COUNT = 4


def busy_run():
    return run_of(long_hall(), pickers=6, amrs=3, forklifts=1, orders_per_hour=150, horizon_s=900.0)


def digest_of(replication):
    """For a process of its own: compiles the run there."""
    return simulate(busy_run(), replication=replication)[0].digest


def full_digest_of(replication):
    """The same for a day with every feature of the work."""
    return simulate(everything(), replication=replication)[0].digest


@pytest.fixture(scope="module")
def run():
    return busy_run()


@pytest.fixture(scope="module")
def digests(run):
    return [simulate(run, replication=k)[0].digest for k in range(COUNT)]


def test_replications_differ_from_each_other(digests):
    assert len(set(digests)) == COUNT


def test_their_order_does_not_matter(run, digests):
    for order in ([3, 1, 0, 2], [2, 2, 0]):
        assert [simulate(run, replication=k)[0].digest for k in order] == [digests[k] for k in order]


@pytest.mark.parametrize("threads", [2, 5])
def test_threads_that_share_a_run_do_not_disturb_each_other(run, digests, threads):
    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(lambda k: simulate(run, replication=k)[0].digest, [*range(COUNT)] * 2))
    assert found == digests * 2


def test_processes_compute_the_same(digests):
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert list(pool.map(digest_of, reversed(range(COUNT)))) == digests[::-1]


def test_a_day_with_everything_is_the_same_in_any_process_and_thread():
    run = everything()
    here = [simulate(run, replication=k)[0].digest for k in (0, 1)]
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda k: simulate(run, replication=k)[0].digest, (0, 1, 0, 1))) == here * 2
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert list(pool.map(full_digest_of, (1, 0))) == here[::-1]


@pytest.mark.parametrize("slice_s", [0.1, 7.3, 10_000.0])
def test_the_length_of_the_slices_does_not_matter(run, digests, monkeypatch, slice_s):
    monkeypatch.setattr(engine, "SLICE_S", slice_s)
    monkeypatch.setattr(engine, "CHECK_S", 0.0 if slice_s < 1 else engine.CHECK_S)
    assert simulate(run, replication=1)[0].digest == digests[1]


def test_the_room_that_the_tables_begin_with_does_not_matter(run, digests, monkeypatch):

    def cramped(*arguments):
        state = initial_state(*arguments)
        return state._replace(log=state.log[:1], conflicts=state.conflicts[:1])

    monkeypatch.setattr(engine, "initial_state", cramped)
    assert simulate(run, replication=2)[0].digest == digests[2]
