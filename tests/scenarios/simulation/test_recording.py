"""What a recorder is given: everything, once, in order, and without any effect on the day."""

import numpy as np
import pytest

from scenarios.contracts import Activity, Cancelled, Progress
from scenarios.simulation import outcome, recording
from scenarios.simulation.engine import play, play_until, simulate
from scenarios.simulation.recording import MemoryRecorder
from scenarios.simulation.window import busiest_moment
from tests.scenarios.simulation.halls import long_hall
from tests.scenarios.simulation.test_engine import run_of

HORIZON_S = 900.0


class Notebook:
    """Writes down every call."""

    def __init__(self):
        self.headers, self.events, self.jobs, self.frames, self.ended = [], [], [], [], 0

    def begin(self, header):
        self.headers.append(header)

    def write(self, events, jobs, frames):
        self.events.append(events)
        self.jobs.append(jobs)
        self.frames.append(frames)

    def end(self):
        self.ended += 1

    def joined(self, name):
        return np.concatenate([getattr(part, name) for part in self.frames])


@pytest.fixture(scope="module")
def run():
    return run_of(long_hall(), pickers=4, amrs=2, orders_per_hour=120, horizon_s=HORIZON_S)


@pytest.fixture(scope="module")
def whole(run):
    return play(run, replication=0, window=(0.0, HORIZON_S))


@pytest.fixture
def small_buffer(monkeypatch):
    """Room for 37 frames of the eleven agents, so that the compiled loop must stop for more."""
    monkeypatch.setattr(recording, "BUFFER_BYTES", 37 * 11 * recording.FRAME_BYTES)


@pytest.mark.usefixtures("small_buffer")
def test_a_recorder_is_given_every_frame_and_every_event_once(run, whole):
    notebook = Notebook()
    played = play(run, replication=0, recorder=notebook)
    assert played.result.digest == whole.result.digest
    assert played.trajectories is None
    assert (len(notebook.headers), notebook.ended) == (1, 1)
    assert max(len(part.pose) for part in notebook.frames) <= 37
    for name in ("pose", "velocity_mps", "activity", "load"):
        assert (notebook.joined(name) == getattr(whole.trajectories, name)).all()
    starts = [part.start_s for part in notebook.frames if len(part.pose)]
    lengths = [len(part.pose) for part in notebook.frames if len(part.pose)]
    assert starts == pytest.approx([0.1 * k for k in np.cumsum([0, *lengths[:-1]])])
    log = outcome.event_log(whole.state)
    for name in ("time_s", "kind", "order", "agent", "place"):
        assert (np.concatenate([getattr(e, name) for e in notebook.events]) == getattr(log, name)).all()


def test_the_header_names_everyone_and_every_place(run):
    notebook = Notebook()
    played = play(run, replication=0, window=(10.0, 20.0), sample_s=0.5, recorder=notebook)
    (header,) = notebook.headers
    assert (header.start_s, header.step_s, header.frames) == (10.0, 0.5, 21)
    assert header.agent_ids[:2] == ("picker-01", "picker-02")
    assert len(notebook.joined("pose")) == 21
    picked = [e.place[e.kind == 2] for e in notebook.events]
    assert {header.place_parts[k] for k in np.concatenate(picked)} <= set(run.part_ids)
    assert header.place_m[0] == pytest.approx([played.state.places["x"][0], played.state.places["y"][0]])


def test_a_film_shows_everybody_before_the_first_step(run, whole):
    assert (whole.trajectories.activity[0] == Activity.OFF).all()
    homes = whole.state.places[whole.state.agents["home"]]
    assert whole.trajectories.pose[0, :, 0] == pytest.approx(homes["x"])
    assert len(whole.trajectories.pose) == round(HORIZON_S / 0.1) + 1


@pytest.mark.usefixtures("small_buffer")
def test_two_parts_of_a_day_join_to_the_whole(run, whole):
    first, second = Notebook(), MemoryRecorder()
    state = play_until(run, replication=0, until_s=412.3, recorder=first)
    played = play(run, replication=0, resume=state, recorder=second)
    assert played.result.digest == whole.result.digest
    joined = np.concatenate([first.joined("pose"), second.trajectories.pose[1:]])  # both show the moment of the cut
    assert (joined == whole.trajectories.pose).all()


def test_a_cancelled_run_does_not_end_its_recording(run):
    class Impatient(Progress):
        def report(self, fraction, message, **payload):
            if fraction > 0.3:
                raise Cancelled

    notebook = Notebook()
    with pytest.raises(Cancelled):
        simulate(run, replication=0, recorder=notebook, progress=Impatient())
    assert len(notebook.headers) == 1
    assert notebook.ended == 0


def test_the_busiest_moment_is_when_most_are_on_the_move(run, whole):
    start = busiest_moment(run, duration_s=60.0)
    moving = np.isin(whole.trajectories.activity, (Activity.WALK, Activity.CARRY)).sum(axis=1)
    sums = np.convolve(moving, np.ones(600), mode="valid")
    assert sums[round(start / 0.1)] > np.median(sums)
