"""Recording as a port: what happened and where everyone was, handed over while the run goes on.

The engine fills a small buffer and empties it into a recorder at the end of every slice, so memory
does not grow with the horizon and the engine knows no storage. Recording changes nothing in the
outcome. Here are the port, the recorder that keeps frames in memory, and the tape between them and
the state; files are written in `scenarios.recording`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from scenarios.contracts import EventKind, EventLog, JobLog, Trajectories
from scenarios.simulation.codes import ROLE_NAMES
from scenarios.simulation.compile import CompiledRun
from scenarios.simulation.flow_records import FLOW_LOG, FlowEvent
from scenarios.simulation.loop import LOG_ROOM, film_now
from scenarios.simulation.records import Simulation

BUFFER_BYTES = 4_000_000  # of frames between two writes
FRAME_BYTES = 22  # of one agent in one frame: five f4 and two u1
_KIND_OF = {
    FlowEvent.ENTERED: EventKind.JOB_RELEASED,
    FlowEvent.ARRIVED: EventKind.QUEUED,
    FlowEvent.STARTED: EventKind.OPERATION_STARTED,
    FlowEvent.ENDED: EventKind.OPERATION_ENDED,
    FlowEvent.BLOCKED: EventKind.JOB_BLOCKED,
    FlowEvent.INTERRUPTED: EventKind.OPERATION_INTERRUPTED,
    FlowEvent.REWORK: EventKind.JOB_REWORKED,
    FlowEvent.SCRAPPED: EventKind.JOB_SCRAPPED,
    FlowEvent.DONE: EventKind.JOB_DONE,
}


@dataclass(frozen=True, eq=False)
class Header:
    """What stays the same over a recording: the run, when frames are taken, who and where."""

    replication: int
    seed: int
    horizon_s: float
    start_s: float  # time of the first frame
    step_s: float  # between frames
    frames: int  # that are going to be written
    agent_ids: tuple[str, ...]  # by agent number
    roles: tuple[str, ...]
    kinds: NDArray[np.uint8]  # (A,) AgentKind
    size_m: NDArray[np.float32]  # (A, 3) length along the heading, width, height
    place_m: NDArray[np.float64]  # (P, 2) by place number
    place_parts: tuple[str, ...]  # id of the part that a place belongs to, "" where none
    place_stations: tuple[str, ...]  # id of the station that a place belongs to, "" where none
    routings: tuple[str, ...]  # of jobs, by their number in a `JobLog`
    work_stations: tuple[str, ...]  # of the job network, by their number there


class Recorder(Protocol):
    """Takes a recording: `begin` once, `write` any number of times in the order of time, `end` when it is complete.

    A run that fails or is cancelled never calls `end`; whoever made the recorder tidies up then.
    """

    def begin(self, header: Header) -> None: ...

    def write(self, events: EventLog, jobs: JobLog, frames: Trajectories) -> None: ...

    def end(self) -> None: ...


class MemoryRecorder:
    """Keeps the frames and forgets the events; for windows of a day that fit into memory."""

    def begin(self, header: Header) -> None:
        """Make room for every frame."""
        shape = (header.frames, len(header.agent_ids))
        self._written = 0
        self.trajectories = Trajectories(
            start_s=header.start_s,
            step_s=header.step_s,
            agent_ids=header.agent_ids,
            roles=header.roles,
            kinds=header.kinds,
            size_m=header.size_m,
            pose=np.zeros((*shape, 3), np.float32),
            velocity_mps=np.zeros((*shape, 2), np.float32),
            activity=np.zeros(shape, np.uint8),
            load=np.zeros(shape, np.uint8),
        )

    def write(self, events: EventLog, jobs: JobLog, frames: Trajectories) -> None:  # noqa: ARG002 -- the port
        """Copy the frames behind those that came before."""
        kept = self.trajectories
        rows = slice(self._written, self._written + len(frames.pose))
        kept.pose[rows] = frames.pose
        kept.velocity_mps[rows] = frames.velocity_mps
        kept.activity[rows] = frames.activity
        kept.load[rows] = frames.load
        self._written = rows.stop

    def end(self) -> None:
        """Hold that no frame is missing."""
        if self._written != len(self.trajectories.pose):
            raise AssertionError(f"{self._written} frames came of {len(self.trajectories.pose)}")


class Tape:
    """Carries events and frames from the state of a running simulation to a recorder.

    `window` (start_s, end_s) is cut to what is still to be played up to `last_step`; both ends count.
    """

    def __init__(
        self,
        run: CompiledRun,
        state: Simulation,
        recorder: Recorder,
        *,
        replication: int,
        window: tuple[float, float],
        sample_s: float,
        last_step: int,
    ) -> None:
        now = int(state.clock[0]["step"])
        self._step_s = float(state.rules[0]["step"])
        self._stride = max(1, round(sample_s / self._step_s))
        first = min(max(round(window[0] / self._step_s), now), last_step)
        last = min(max(round(window[1] / self._step_s), first), last_step)
        self._recorder = recorder
        self._next = first  # step of the next frame to be written
        self._last = first + (last - first) // self._stride * self._stride
        self._told = int(state.clock[0]["logged"])
        frames = (last - first) // self._stride + 1
        self._header = _header(run, state, replication=replication, first=first, stride=self._stride, frames=frames)

    def thread(self, state: Simulation) -> Simulation:
        """The state with a buffer for frames; calls `begin`."""
        count = len(state.agents)
        fitting = BUFFER_BYTES // (FRAME_BYTES * max(count, 1))
        room = int(min(max(fitting, 16), self._header.frames))
        state = state._replace(
            film=np.zeros((room, count, 5), np.float32),
            film_marks=np.zeros((room, count, 2), np.uint8),
            flow=state.flow._replace(log=np.zeros(2 * LOG_ROOM if len(state.flow.routings) else 0, FLOW_LOG)),
        )
        rules, clock = state.rules[0], state.clock[0]
        rules["film_from"], rules["film_last"], rules["film_stride"] = self._next, self._last, self._stride
        clock["filmed"] = 0
        if self._next == clock["step"]:
            film_now(state)
        self._recorder.begin(self._header)
        return state

    def drain(self, state: Simulation) -> None:
        """Hand over what has come since the last time and empty the buffer."""
        clock = state.clock[0]
        told, filmed = int(clock["logged"]), int(clock["filmed"])
        jobs = job_rows(state)
        if told > self._told or filmed or len(jobs.time_s):
            self._recorder.write(log_rows(state, self._told, told), jobs, self._frames(state, filmed))
        self._told = told
        self._next += filmed * self._stride
        clock["filmed"] = 0
        state.flow.clock[0]["logged"] = 0

    def end(self, state: Simulation) -> Simulation:
        """The recording is complete; gives the state back without the buffer."""
        self.drain(state)
        self._recorder.end()
        return unthreaded(state)

    def _frames(self, state: Simulation, filmed: int) -> Trajectories:
        h = self._header
        film, marks = state.film[:filmed], state.film_marks[:filmed]
        return Trajectories(
            start_s=round(self._next * self._step_s, 6),
            step_s=h.step_s,
            agent_ids=h.agent_ids,
            roles=h.roles,
            kinds=h.kinds,
            size_m=h.size_m,
            pose=np.ascontiguousarray(film[:, :, :3]),
            velocity_mps=np.ascontiguousarray(film[:, :, 3:]),
            activity=np.ascontiguousarray(marks[:, :, 0]),
            load=np.ascontiguousarray(marks[:, :, 1]),
        )


def unthreaded(state: Simulation) -> Simulation:
    """The state without a film and a log of jobs: no step is a frame."""
    rules, clock = state.rules[0], state.clock[0]
    rules["film_from"] = rules["film_last"] = rules["film_stride"] = 0
    clock["filmed"] = state.flow.clock[0]["logged"] = 0
    flow = state.flow._replace(log=state.flow.log[:0])
    return state._replace(film=state.film[:0], film_marks=state.film_marks[:0], flow=flow)


def log_rows(state: Simulation, first: int, last: int) -> EventLog:
    """Rows `first` to `last` of the log, stably sorted by time (a step writes its own out of order at most)."""
    rows = state.log[first:last]
    rows = rows[np.argsort(rows["time"], kind="stable")]
    return EventLog(
        time_s=rows["time"].astype(np.float64),
        kind=rows["kind"].astype(np.uint8),
        order=rows["order"].astype(np.int32),
        agent=rows["agent"].astype(np.int32),
        place=rows["place"].astype(np.int32),
    )


def job_rows(state: Simulation) -> JobLog:
    """What the job network has logged and nobody has been told yet."""
    flow = state.flow
    rows = flow.log[: flow.clock[0]["logged"]]
    kinds = np.array([_KIND_OF[kind] for kind in FlowEvent], np.uint8)
    return JobLog(
        time_s=rows["time"].astype(np.float64),
        kind=kinds[rows["kind"]],
        routing=rows["routing"].astype(np.int32),
        job=rows["number"].astype(np.int32),
        step=flow.steps["number"][rows["step"]].astype(np.int32) if len(rows) else np.empty(0, np.int32),
        station=rows["station"].astype(np.int32),
    )


def agent_ids(state: Simulation) -> tuple[str, ...]:
    """``"picker-01"`` and so on, in the order of the agents."""
    return tuple(f"{ROLE_NAMES[a['role']]}-{a['number'] + 1:02d}" for a in state.agents)


def _header(run: CompiledRun, state: Simulation, *, replication: int, first: int, stride: int, frames: int) -> Header:
    table, experiment = state.agents, run.document.experiment
    step_s = float(state.rules[0]["step"])
    size = np.column_stack([2 * table["half_length"], 2 * table["half_width"], table["height"]])
    return Header(
        replication=replication,
        seed=experiment.seed,
        horizon_s=experiment.horizon_s,
        start_s=round(first * step_s, 6),
        step_s=round(stride * step_s, 6),
        frames=frames,
        agent_ids=agent_ids(state),
        roles=tuple(ROLE_NAMES[r] for r in table["role"]),
        kinds=table["kind"].astype(np.uint8),
        size_m=size.astype(np.float32),
        place_m=np.column_stack([state.places["x"], state.places["y"]]),
        place_parts=tuple(run.part_ids[k] if k >= 0 else "" for k in state.places["part"]),
        place_stations=_place_stations(run, len(state.places)),
        routings=tuple(r.name for r in run.network.routings),
        work_stations=tuple(s.name for s in run.network.stations),
    )


def _place_stations(run: CompiledRun, count: int) -> tuple[str, ...]:
    """The station of each place where one stands at it or brings something to it."""
    names = [""] * count
    for place, _, station in run.stands:
        names[place] = station
    for place, number in run.docks:
        names[place] = run.document.stations[number].id if number >= 0 else ""
    return tuple(names)
