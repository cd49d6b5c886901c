"""A replication as Parquet files: everybody's way and everything that happened, for pandas and pyarrow as they are.

`trajectories.parquet` has a row for everyone on the floor at every frame, `events.parquet` a row for
every event, `agents.parquet` a row for everyone of the document. Rows are in the order of time, units
are in the names of the columns, and each column says in its metadata what it is. The folder appears
when the replication is complete, and not at all if it fails.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from scenarios.contracts import Activity, AgentKind, EventKind, EventLog, JobLog, Trajectories
from scenarios.engine_version import engine_version
from scenarios.simulation.recording import Header

FORMAT = 2  # 2: queues, operations and jobs among the events
ROW_GROUP = 1 << 20  # rows; what a reader that filters by time can skip, and what is held in memory
_COMPRESSION = {"compression": "zstd", "compression_level": 1}  # poses hardly shrink further at higher levels
_AGENT_NAME = pa.dictionary(pa.int16(), pa.string())
_WORD = pa.dictionary(pa.int8(), pa.string())


def _column(name: str, kind: pa.DataType, about: str, *, nullable: bool = False) -> pa.Field:
    return pa.field(name, kind, nullable=nullable, metadata={"description": about})


TRAJECTORIES = pa.schema(
    [
        _column("time_s", pa.float64(), "seconds from the start of the horizon"),
        _column("agent_id", _AGENT_NAME, "who, as in agents.parquet"),
        _column("x_m", pa.float32(), "of the body's middle, in the facility's frame"),
        _column("y_m", pa.float32(), "of the body's middle, in the facility's frame"),
        _column("heading_rad", pa.float32(), "anticlockwise from the x axis"),
        _column("vx_mps", pa.float32(), "over the step that ends at this time"),
        _column("vy_mps", pa.float32(), "over the step that ends at this time"),
        _column("activity", _WORD, "what the agent was doing"),
        _column("load_units", pa.uint8(), "units carried, 255 for more"),
    ]
)
EVENTS = pa.schema(
    [
        _column("time_s", pa.float64(), "seconds from the start of the horizon"),
        _column("event", _WORD, "what happened"),
        _column("order", pa.int32(), "number of the order", nullable=True),
        _column("routing", pa.dictionary(pa.int16(), pa.string()), "kind of the job", nullable=True),
        _column("job", pa.int32(), "number of the job among those of its routing", nullable=True),
        _column("step", pa.int16(), "step of the routing, from 0", nullable=True),
        _column("agent_id", _AGENT_NAME, "who did it, as in agents.parquet", nullable=True),
        _column("station", pa.dictionary(pa.int16(), pa.string()), "station where it happened", nullable=True),
        _column("place", pa.int32(), "number of the place where it happened", nullable=True),
        _column("x_m", pa.float64(), "of that place", nullable=True),
        _column("y_m", pa.float64(), "of that place", nullable=True),
        _column("part_id", pa.dictionary(pa.int16(), pa.string()), "part that the place belongs to", nullable=True),
    ]
)
AGENTS = pa.schema(
    [
        _column("agent_id", pa.string(), "name, the same in every replication"),
        _column("role", pa.string(), "role or vehicle type"),
        _column("kind", pa.string(), "person or kind of vehicle"),
        _column("length_m", pa.float32(), "along the heading"),
        _column("width_m", pa.float32(), "across the heading"),
        _column("height_m", pa.float32(), "above the floor"),
    ]
)


class ParquetRecorder:
    """A recorder for `with`: the folder appears at the end of the replication.

    Raises ``FileExistsError`` at once if the folder holds something already.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        if self.folder.exists() and (not self.folder.is_dir() or any(self.folder.iterdir())):
            raise FileExistsError(f"{folder} is not an empty folder")
        self._unfinished: Path | None = None
        self._writers: list[_Table] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._unfinished is not None:
            for table in self._writers:
                table.close()
            shutil.rmtree(self._unfinished, ignore_errors=True)

    def begin(self, header: Header) -> None:
        """Open the files in a temporary folder beside the final one."""
        self._header = header
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        self._unfinished = Path(tempfile.mkdtemp(prefix=f".{self.folder.name}-", dir=self.folder.parent))
        about = {
            "format": FORMAT,
            "engine": engine_version(),
            "replication": header.replication,
            "seed": header.seed,
            "horizon_s": header.horizon_s,
            "start_s": header.start_s,
            "step_s": header.step_s,
        }
        agents = _Table(self._unfinished / "agents.parquet", AGENTS, about)
        self._writers = [agents]
        agents.add(_agents(header))
        self._events = _Table(self._unfinished / "events.parquet", EVENTS, about)
        self._writers.append(self._events)
        self._trajectories = _Table(self._unfinished / "trajectories.parquet", TRAJECTORIES, about)
        self._writers.append(self._trajectories)

    def write(self, events: EventLog, jobs: JobLog, frames: Trajectories) -> None:
        """Append to both files."""
        if len(events.time_s) + len(jobs.time_s):
            self._events.add(_events(events, jobs, self._header))
        if len(frames.pose):
            self._trajectories.add(_trajectories(frames))

    def end(self) -> None:
        """Close the files and give the folder its name."""
        assert self._unfinished is not None
        for table in self._writers:
            table.close()
        self._unfinished.chmod(0o755)
        self._unfinished.replace(self.folder)
        self._unfinished = None


class _Table:
    """One file, written in groups of rows."""

    def __init__(self, path: Path, schema: pa.Schema, about: dict[str, object]) -> None:
        self._schema = schema.with_metadata({"foresite": json.dumps(about)})
        words = [f.name for f in schema if f.name not in {"x_m", "y_m", "heading_rad", "vx_mps", "vy_mps"}]
        self._writer = pq.ParquetWriter(path, self._schema, use_dictionary=words, **_COMPRESSION)
        self._waiting: list[pa.RecordBatch] = []
        self._rows = 0

    def add(self, columns: list[pa.Array]) -> None:
        self._waiting.append(pa.RecordBatch.from_arrays(columns, schema=self._schema))
        self._rows += len(columns[0])
        if self._rows >= ROW_GROUP:
            self._flush(whole_groups=self._rows // ROW_GROUP)

    def close(self) -> None:
        if self._writer.is_open:
            if self._rows:
                self._flush(whole_groups=1)
            self._writer.close()

    def _flush(self, *, whole_groups: int) -> None:
        """Write groups of exactly ROW_GROUP rows (the last may have fewer), however the rows came in."""
        table = pa.Table.from_batches(self._waiting, schema=self._schema)
        end = min(whole_groups * ROW_GROUP, self._rows)
        self._writer.write_table(table.slice(0, end), row_group_size=ROW_GROUP)
        self._waiting = table.slice(end).to_batches()
        self._rows -= end


def _names(numbers: NDArray[np.int64], names: list[str], kind: pa.DataType) -> pa.Array:
    """Names by number, as a dictionary; null where the number is negative."""
    index = pa.array(numbers, kind.index_type, mask=numbers < 0)
    return pa.DictionaryArray.from_arrays(index, pa.array(names, pa.string()))


def _agents(header: Header) -> list[pa.Array]:
    return [
        pa.array(header.agent_ids, pa.string()),
        pa.array(header.roles, pa.string()),
        pa.array([AgentKind(int(k)).name.lower() for k in header.kinds], pa.string()),
        *(pa.array(np.ascontiguousarray(column)) for column in header.size_m.T),
    ]


def _trajectories(frames: Trajectories) -> list[pa.Array]:
    """Frames (T, A) as rows of those on the floor, time by time."""
    t, a = np.nonzero(frames.activity != Activity.OFF)
    time_s = np.round(frames.start_s + frames.step_s * t, 6)
    pose, velocity = frames.pose[t, a], frames.velocity_mps[t, a]
    values = (*pose.T, *velocity.T)
    return [
        pa.array(time_s),
        _names(a, list(frames.agent_ids), _AGENT_NAME),
        *(pa.array(np.ascontiguousarray(column)) for column in values),
        _names(frames.activity[t, a].astype(np.int64), [k.name.lower() for k in Activity], _WORD),
        pa.array(frames.load[t, a]),
    ]


def _events(events: EventLog, jobs: JobLog, header: Header) -> list[pa.Array]:
    """Rows of both logs in the order of time; of equal times those of the orders first."""
    order = np.argsort(np.concatenate([events.time_s, jobs.time_s]), kind="stable")

    def both(of_events: NDArray[Any] | None, of_jobs: NDArray[Any] | None) -> NDArray[np.int64]:
        """A column of numbers, -1 in the rows of the log that has none."""
        parts = (
            np.full(count, -1) if column is None else column
            for column, count in ((of_events, len(events.time_s)), (of_jobs, len(jobs.time_s)))
        )
        return np.concatenate([part.astype(np.int64) for part in parts])[order]

    place = both(events.place, None)
    parts = sorted(set(header.place_parts) - {""})
    stations = sorted({*header.place_stations, *header.work_stations} - {""})
    part_of = _numbers(header.place_parts, parts)
    station_of = _numbers(header.place_stations, stations)[events.place]
    work_station_of = _numbers(header.work_stations, stations)[jobs.station]
    x_m, y_m = np.append(header.place_m, [[np.nan, np.nan]], axis=0)[place].T
    nowhere = place < 0
    return [
        pa.array(np.concatenate([events.time_s, jobs.time_s])[order]),
        _names(both(events.kind, jobs.kind), [k.name.lower() for k in EventKind], _WORD),
        _nullable(both(events.order, None), pa.int32()),
        _names(both(None, jobs.routing), list(header.routings), EVENTS.field("routing").type),
        _nullable(both(None, jobs.job), pa.int32()),
        _nullable(both(None, jobs.step), pa.int16()),
        _names(both(events.agent, None), list(header.agent_ids), _AGENT_NAME),
        _names(both(station_of, work_station_of), stations, EVENTS.field("station").type),
        _nullable(place, pa.int32()),
        pa.array(np.ascontiguousarray(x_m), mask=nowhere),
        pa.array(np.ascontiguousarray(y_m), mask=nowhere),
        _names(part_of[place], parts, EVENTS.field("part_id").type),
    ]


def _numbers(names: Sequence[str], known: Sequence[str]) -> NDArray[np.int64]:
    """The number of each name among those known, -1 for none; one more at the end for the place -1."""
    number = {name: k for k, name in enumerate(known)}
    return np.array([*(number.get(name, -1) for name in names), -1], dtype=np.int64)


def _nullable(numbers: NDArray[np.int64], kind: pa.DataType) -> pa.Array:
    """Numbers, null where they are negative."""
    return pa.array(numbers, kind, mask=numbers < 0)
