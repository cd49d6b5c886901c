"""A replication that is saved in the middle of everything goes on elsewhere as if nothing had been."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from scenarios.simulation import flow_records, records, snapshot
from scenarios.simulation.engine import play, play_until
from scenarios.simulation.snapshot import SnapshotError, restore, save
from tests.scenarios.simulation.halls import long_hall
from tests.scenarios.simulation.test_conservation import everything
from tests.scenarios.simulation.test_engine import run_of

HORIZON_S = 1200.0
ROOT = Path(__file__).resolve().parents[3]


def busy_run():
    """People, vehicles, replenishment, a closed rack and a broken AMR."""
    events = [
        {"kind": "part_blocked", "start_s": 200, "end_s": 700, "target": "rack-01"},
        {"kind": "vehicle_down", "start_s": 400, "end_s": 800, "target": "amr", "amount": 1},
    ]
    return run_of(long_hall(), pickers=6, amrs=2, forklifts=1, orders_per_hour=200, horizon_s=HORIZON_S, events=events)


@pytest.fixture(scope="module")
def run():
    return busy_run()


@pytest.fixture(scope="module")
def digest(run):
    played = play(run, replication=1)
    assert (played.state.agents["distance"][-3:] > 0).all()  # every vehicle drove
    return played.result.digest


@pytest.fixture(scope="module")
def paused(run):
    return play_until(run, replication=1, until_s=500.0)


@pytest.fixture(scope="module")
def saved(paused):
    return save(paused)


@pytest.mark.parametrize("at_s", [0.0, 0.1, 61.7, 333.3, 700.0, 1199.9, HORIZON_S])
def test_a_saved_run_goes_on_to_the_same_outcome(run, digest, at_s):
    state = restore(save(play_until(run, replication=1, until_s=at_s)))
    assert state.clock[0]["step"] == round(at_s / 0.1)
    assert play(run, replication=1, resume=state).result.digest == digest


def test_a_day_with_everything_goes_on_from_anywhere():
    """Breaks, failures, closed floor, charging and refills under way at one or the other of these moments."""
    run = everything()
    digest = play(run, replication=0).result.digest
    state = None
    for at_s in (210.0, 310.1, 460.0, 555.5, 701.0, 900.0):
        state = restore(save(play_until(run, replication=0, until_s=at_s, resume=state)))
    assert play(run, replication=0, resume=state).result.digest == digest


def test_it_can_be_saved_again_and_again(run, digest):
    state = None
    for at_s in (100.0, 100.1, 640.0, 900.0):
        state = restore(save(play_until(run, replication=1, until_s=at_s, resume=state)))
    assert play(run, replication=1, resume=state).result.digest == digest


def test_another_process_goes_on(digest, saved, tmp_path):
    path = tmp_path / "half.npz"
    path.write_bytes(saved)
    code = (
        "from pathlib import Path\n"
        "from scenarios.simulation.engine import play\n"
        "from scenarios.simulation.snapshot import restore\n"
        "from tests.scenarios.simulation.test_snapshot import busy_run\n"
        f"state = restore(Path({str(path)!r}).read_bytes())\n"
        "print(play(busy_run(), replication=1, resume=state).result.digest)\n"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.split()[-1] == digest


def test_going_on_leaves_the_saved_state_as_it_was(run, digest, paused):
    before = save(paused)
    for _ in range(2):
        assert play(run, replication=1, resume=paused).result.digest == digest
    assert save(paused) == before


def test_a_state_of_another_day_is_refused(run, paused):
    with pytest.raises(ValueError, match="another run or replication"):
        play(run, replication=0, resume=paused)
    with pytest.raises(ValueError, match="another run or replication"):
        play(run_of(pickers=5, horizon_s=HORIZON_S), replication=1, resume=paused)


def changed(data, **members):
    """The archive with some of its arrays replaced; a member that is None is left out."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    for name, member in members.items():
        content[f"{name}.npy"] = member
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, member in content.items():
            if member is not None:
                archive.writestr(name, member)
    return file.getvalue()


def npy(array, **options):
    file = io.BytesIO()
    np.save(file, array, **options)
    return file.getvalue()


def test_bytes_that_are_no_state_are_refused(saved):
    damaged = bytearray(saved)
    damaged[len(saved) // 2] ^= 255
    for data in (b"", b"PK\x03\x04", b"\x80\x04N.", saved[: len(saved) // 2], bytes(damaged)):
        with pytest.raises(SnapshotError):
            restore(data)


def test_pickles_are_never_opened(saved):
    class Trap:
        def __reduce__(self):
            return (pytest.fail, ("unpickled",))

    trapped = npy(np.array([Trap()], dtype=object), allow_pickle=True)
    with pytest.raises(SnapshotError, match="another type"):
        restore(changed(saved, clock=trapped))


def test_missing_and_additional_arrays_are_refused(saved):
    with pytest.raises(SnapshotError, match="not those of a state"):
        restore(changed(saved, lines=None))
    with pytest.raises(SnapshotError, match="not those of a state"):
        restore(changed(saved, more=npy(np.zeros(1))))


def test_an_array_that_promises_more_than_it_has_is_refused_before_room_is_made(saved):
    head = io.BytesIO()
    shape = (1 << 40, 12)
    np.lib.format.write_array_header_1_0(head, {"descr": "<f8", "fortran_order": False, "shape": shape})
    with pytest.raises(SnapshotError, match="another length"):
        restore(changed(saved, activity_s=head.getvalue() + bytes(96)))


def test_another_engine_or_format_is_refused(saved, monkeypatch):
    header = np.frombuffer(b'{"format": 99}', np.uint8)
    with pytest.raises(SnapshotError, match="format"):
        restore(changed(saved, header=npy(header)))
    monkeypatch.setattr(snapshot, "engine_version", lambda: "e-0000000000000000")
    with pytest.raises(SnapshotError, match="this is e-0000000000000000"):
        restore(saved)


@pytest.mark.parametrize(
    ("array", "field", "value"),
    [
        ("agents", "place", 10**9),
        ("agents", "moving", 2),
        ("agents", "activity", -1),
        ("agents", "order", 10**6),
        ("orders", "next", 10**6),
        ("orders", "line0", -5),
        ("lines", "face", 10**6),
        ("queues", "head", 10**6),
        ("clock", "timers", 999),
        ("rules", "orders_per_tour", 10**6),
        ("conflicts", "a", 99),
    ],
)
def test_an_index_that_points_outside_is_refused(saved, paused, array, field, value):
    table = getattr(paused, array).copy()
    if array == "conflicts":
        table = table[:1]  # a row that nothing has been written to yet will do
    table[field][-1:] = value
    assert len(table)
    with pytest.raises(SnapshotError, match=r"points outside|more lines"):
        restore(changed(saved, **{array: npy(table)}))


def test_orders_that_wait_in_a_circle_are_refused(saved, paused):
    orders = paused.orders.copy()
    orders["next"][[3, 4, 5]] = [4, 5, 3]
    with pytest.raises(SnapshotError, match="circle"):
        restore(changed(saved, orders=npy(orders)))


def test_arrays_that_do_not_fit_each_other_are_refused(saved, paused):
    with pytest.raises(SnapshotError, match="entries"):
        restore(changed(saved, activity_s=npy(paused.activity_s[:-1])))
    with pytest.raises(SnapshotError, match="neighbours has"):  # a pair list is written to without looking
        restore(changed(saved, neighbours=npy(paused.neighbours[:, :-1].copy())))


def test_every_integer_of_the_state_is_known_as_an_index_or_as_none():
    for name, (dtype, _) in snapshot._SHAPES.items():
        fields = np.dtype(dtype).fields
        if not fields:
            continue
        integers = {field for field, (kind, *_) in fields.items() if kind.kind in "iu"}
        points, free = set(snapshot._POINTS.get(name, {})), snapshot._FREE.get(name, frozenset())
        assert integers == points | free, f"{name}: say in snapshot.py what its integers point at"
        assert not points & free
    flat = [f for f in records.Simulation._fields if f != "flow"]
    assert [name for name in snapshot._SHAPES if "." not in name] == flat
    assert [name for name in snapshot._SHAPES if "." in name] == [f"flow.{f}" for f in flow_records.Flow._fields]
