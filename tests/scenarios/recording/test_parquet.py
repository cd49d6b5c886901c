"""A replication on disk is the replication in memory, readable by anybody, and whole or not there."""

import json
from itertools import pairwise

import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import pyarrow.parquet as pq
import pytest

from scenarios.contracts import Activity, Cancelled, EventKind, Progress
from scenarios.recording import parquet
from scenarios.recording.parquet import ParquetRecorder
from scenarios.simulation import recording
from scenarios.simulation.compile import compile_run
from scenarios.simulation.engine import play, simulate
from scenarios.simulation.outcome import event_log
from tests.scenarios.simulation.halls import long_hall
from tests.scenarios.simulation.test_engine import run_of
from tests.scenarios.simulation.test_jobs import document as job_document
from tests.scenarios.simulation.test_jobs import routing, shop

HORIZON_S = 600.0


@pytest.fixture(scope="module")
def run():
    shifts = [{"start_s": 0, "end_s": 300, "heads": 4}]
    packers = [{"start_s": 0, "end_s": HORIZON_S, "heads": 2}]
    staffing = [{"role": "picker", "shifts": shifts}, {"role": "packer", "shifts": packers}]
    return run_of(long_hall(), staffing=staffing, amrs=2, orders_per_hour=240, horizon_s=HORIZON_S)


@pytest.fixture(scope="module")
def in_memory(run):
    return play(run, replication=2, window=(0.0, HORIZON_S))


@pytest.fixture(scope="module")
def folder(run, in_memory, tmp_path_factory):
    place = tmp_path_factory.mktemp("recordings") / "day" / "replication-3"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parquet, "ROW_GROUP", 5000)
        with ParquetRecorder(place) as recorder:
            result, _ = simulate(run, replication=2, recorder=recorder)
    assert result.digest == in_memory.result.digest
    assert (in_memory.state.agents["distance"] > 0).all()  # vehicles, too
    return place


def test_pandas_reads_the_same_film(folder, in_memory):
    film = in_memory.trajectories
    rows = pd.read_parquet(folder / "trajectories.parquet")
    t, a = np.nonzero(film.activity != Activity.OFF)  # pickers leave at half time
    assert 0 < len(rows) == len(t) < film.activity.size
    assert rows["time_s"].is_monotonic_increasing
    assert np.allclose(rows["time_s"], film.start_s + 0.1 * t)
    assert (rows["agent_id"].astype(str) == np.array(film.agent_ids)[a]).all()
    assert (rows[["x_m", "y_m", "heading_rad"]].to_numpy() == film.pose[t, a]).all()
    assert (rows[["vx_mps", "vy_mps"]].to_numpy() == film.velocity_mps[t, a]).all()
    assert (rows["load_units"] == film.load[t, a]).all()
    names = np.array([k.name.lower() for k in Activity])
    assert (rows["activity"].astype(str) == names[film.activity[t, a]]).all()


def test_pandas_reads_the_same_events(folder, run, in_memory):
    log = event_log(in_memory.state)
    rows = pd.read_parquet(folder / "events.parquet")
    assert len(rows) == len(log.time_s)
    assert (rows["time_s"] == log.time_s).all()
    assert (rows["event"].astype(str) == [EventKind(int(k)).name.lower() for k in log.kind]).all()
    assert (rows["order"].fillna(-1) == log.order).all()
    picked = rows[rows["event"] == "line_picked"]
    assert picked["agent_id"].astype(str).str.startswith("picker-").all()
    places = in_memory.state.places[picked["place"].astype(int)]
    assert (picked["x_m"] == places["x"]).all()
    assert (picked["part_id"].astype(str) == np.array(run.part_ids)[places["part"]]).all()
    assert rows[rows["event"] == "order_arrived"]["agent_id"].isna().all()


def test_row_groups_follow_each_other_in_time(folder):
    found = pq.ParquetFile(folder / "trajectories.parquet").metadata
    spans = [found.row_group(k).column(0).statistics for k in range(found.num_row_groups)]
    assert len(spans) > 3
    assert all(before.max <= after.min for before, after in pairwise(spans))


def test_a_reader_can_ask_for_some_seconds_only(folder):
    path = folder / "trajectories.parquet"
    some = pd.read_parquet(path, filters=[("time_s", ">=", 100), ("time_s", "<", 110)])
    rows = pd.read_parquet(path)
    wanted = rows[(rows["time_s"] >= 100) & (rows["time_s"] < 110)].reset_index(drop=True)
    assert len(some) > 100
    assert (some[some["agent_id"] == "picker-01"]["x_m"] == wanted[wanted["agent_id"] == "picker-01"]["x_m"]).all()


def test_the_files_do_not_depend_on_how_the_run_was_cut(folder, run, tmp_path, monkeypatch):
    monkeypatch.setattr(parquet, "ROW_GROUP", 5000)
    monkeypatch.setattr(recording, "BUFFER_BYTES", 41 * 8 * recording.FRAME_BYTES)
    with ParquetRecorder(tmp_path / "again") as recorder:
        simulate(run, replication=2, recorder=recorder)
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()


def test_files_say_what_is_in_them(folder):
    schema = pq.read_schema(folder / "trajectories.parquet")
    about = json.loads(schema.metadata[b"foresite"])
    assert (about["replication"], about["step_s"], about["horizon_s"]) == (2, 0.1, HORIZON_S)
    assert all(field.metadata[b"description"] for field in schema)
    agents = pd.read_parquet(folder / "agents.parquet")
    assert list(agents["role"].value_counts().loc[["picker", "packer", "amr"]]) == [4, 2, 2]
    assert set(agents["kind"]) == {"person", "amr"}


def test_a_cancelled_run_leaves_nothing_behind(run, tmp_path):
    class Impatient(Progress):
        def report(self, fraction, message, **payload):
            if fraction > 0.3:
                raise Cancelled

    with pytest.raises(Cancelled), ParquetRecorder(tmp_path / "day") as recorder:
        simulate(run, replication=0, recorder=recorder, progress=Impatient())
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="not an empty folder"):
        ParquetRecorder(tmp_path)


# --- the jobs of a factory ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def factory(tmp_path_factory):
    """(events.parquet, the day): two stations with rework and scrap, the first of which fails for a while."""
    steps = routing(rate=60, means=(50.0, 45.0))
    steps["steps"][1] |= {"rework": {"probability": 0.2, "to_step": 0}, "scrap_probability": 0.1}
    fails = [{"kind": "station_down", "target": "m1", "start_s": 600, "end_s": 900}]
    content = job_document(routings=[steps], manned=False, horizon_s=7200.0, events=fails)
    run = compile_run(shop(), content)
    folder = tmp_path_factory.mktemp("factory") / "day"
    with ParquetRecorder(folder) as recorder:
        played = play(run, replication=0, recorder=recorder)
    assert played.result.digest == simulate(run, replication=0)[0].digest
    return pd.read_parquet(folder / "events.parquet"), played


def test_jobs_are_written_with_their_routing_step_and_station(factory):
    rows, played = factory
    assert rows["time_s"].is_monotonic_increasing
    assert set(rows["routing"].astype(str)) == {"bracket"}
    assert rows["order"].isna().all()
    r = played.state.flow.routings[0]
    counts = rows["event"].value_counts()
    for event, name in (
        ("job_released", "entered"),
        ("job_done", "done"),
        ("job_scrapped", "scrapped"),
        ("job_reworked", "reworked"),
    ):
        assert counts[event] == r[name] > 0, event
    first = rows[rows["station"] == "m1"]
    assert set(first["step"]) == {0}
    stations = played.state.flow.stations
    for event, name in (("queued", "arrivals"), ("operation_ended", "ends"), ("operation_interrupted", "interrupted")):
        found = [((rows["event"] == event) & (rows["station"] == f"m{k + 1}")).sum() for k in range(2)]
        assert found == stations[name].tolist(), event


def test_queues_and_work_can_be_added_up_from_the_file(factory):
    """A job's stay in a line ends when its operation starts: their sum is the area that the engine keeps."""
    rows, played = factory
    rows = rows[rows["station"] == "m2"]
    events = [(e, (j, s)) for e, j, s in zip(rows["event"], rows["job"], rows["step"], strict=True)]
    waited = worked = 0.0
    since: dict[object, float] = {}
    for time_s, (event, job) in zip(rows["time_s"], events, strict=True):
        if event == "operation_started":
            waited += time_s - since[job]
        elif event == "operation_ended":
            worked += time_s - since[job]
        if event in ("queued", "operation_started"):
            since[job] = time_s
    station = played.state.flow.stations[1]
    assert waited == pytest.approx(station["waits"], rel=1e-9)
    assert worked == pytest.approx(station["busy_area"], abs=300)  # but for the one in hand at the end
    assert played.result.stations["m2"]["queue_mean"] == pytest.approx(station["queue_area"] / 7200)


def test_orders_at_stations_have_their_queues_and_operations(folder, in_memory):
    rows = pd.read_parquet(folder / "events.parquet")
    packs = rows[rows["station"].astype(str).str.startswith("pack-")]
    for _, of_order in packs.groupby("order"):
        assert list(of_order["event"])[:3] == ["queued", "operation_started", "operation_ended"][: len(of_order)]
    ended = packs[packs["event"] == "operation_ended"]
    assert len(ended) == (rows["event"] == "order_packed").sum() > 5
    served = {name: row["served"] for name, row in in_memory.result.stations.items() if row["served"]}
    assert ended["station"].astype(str).value_counts().to_dict() == served
