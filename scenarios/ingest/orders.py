"""Order lines on file as the demand of a scenario: which orders, when they come, which articles they ask for.

A line of the file is a line of an order: one visit to a pick face, for as many units as its quantity says. Where the
file has dates only, orders get times of day: evenly spaced, or as a Poisson process would have them
given their number (independent and uniform, in order of the file; Ross 1996, theorem 2.3.1).
Everything that is left out or made up is said in the notes.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, Literal

import numpy as np
from numpy.typing import NDArray

from scenarios.document import Demand, RecordedOrders, ScenarioDocument
from scenarios.ingest.dates import DateOrder, Moments, Zones, read_moments
from scenarios.ingest.faults import Fault, TableError
from scenarios.ingest.table import BrokenRows, Table, read_table

MOST_UNITS = 100_000  # of a line
MOST_ORDERS, MOST_ORDER_LINES, MOST_LINES = 50_000, 500, 200_000  # as a document can hold
_LONGEST_IDENTIFIER = 80


@dataclass(frozen=True)
class OrderColumns:
    """The names of the columns that say what is needed."""

    order: str
    article: str
    when: str  # dates, or dates with times
    quantity: str | None = None
    due: str | None = None  # when the order is due; of several lines the earliest counts


@dataclass(frozen=True)
class OrderChoice:
    """Which orders to take, and when those without a time of day come. Times are seconds of the scenario's horizon."""

    opens_s: float
    closes_s: float
    horizon_s: float
    day_starts_s: float = 0.0  # where the horizon begins on the wall clock, after midnight
    first_day: date | None = None
    last_day: date | None = None  # orders of several days are played as one
    top_articles: int | None = None  # only lines of so many most wanted articles
    most_orders: int | None = None  # the first ones
    spread: Literal["random", "even"] = "random"
    seed: int = 1
    date_order: DateOrder | None = None
    zones: Zones | None = None  # times are kept as written where absent
    units_per_quantity: float = 1.0  # such as 12 for a quantity in dozens

    def __post_init__(self) -> None:
        if not 0 <= self.opens_s < self.closes_s <= self.horizon_s:
            raise ValueError("orders come within the horizon, from an earlier to a later time")
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValueError("the last day is before the first")
        if not 0 < self.units_per_quantity <= MOST_UNITS:
            raise ValueError(f"units per quantity are more than 0 and at most {MOST_UNITS:,}")
        for name in ("top_articles", "most_orders"):
            if (value := getattr(self, name)) is not None and value < 1:
                raise ValueError(f"{name} is at least 1")


@dataclass(frozen=True)
class Day:
    """How much of a file is of one day."""

    day: date
    orders: int
    lines: int


class DayNeeded(TableError):
    """The file has several days and none was chosen; `days` has them all, in order."""

    def __init__(self, message: str, days: Sequence[Day]) -> None:
        super().__init__([Fault(0, message)])
        self.days = tuple(days)


@dataclass(frozen=True)
class ImportedOrders:
    """Orders ready for a document, and what became of the rest of the file."""

    recorded: RecordedOrders
    articles: Mapping[str, str]  # the file's name of each article, by the identifier that it got
    notes: tuple[str, ...]  # sentences for the planner: what was made up, what was left out
    skipped: tuple[Fault, ...] = ()  # rows that cannot be read and were left out, in order of the file

    @property
    def line_count(self) -> int:
        """Lines of all orders."""
        return sum(len(order) for order in self.recorded.articles)


def import_orders(
    stream: BinaryIO,
    columns: OrderColumns,
    choice: OrderChoice,
    *,
    encoding: str = "utf-8",
    sheet: str = "",
    skip_faulty: bool = False,
) -> ImportedOrders:
    """Read order lines from a separated-values file or a workbook.

    With `skip_faulty`, rows that cannot be read are left out and listed, instead of refusing the file for them.

    Raises:
        TableError: for a file that cannot be read, rows that make no sense, or orders beyond what a document holds.
    """
    skipped: list[Fault] = []
    try:
        table = read_table(stream, _wanted(columns), encoding=encoding, sheet=sheet)
    except BrokenRows as error:
        if not skip_faulty:
            raise
        table = _without(error.table, error.rows, skipped)
    while True:  # each round leaves out at least one row
        try:
            return _imported(table, columns, choice, tuple(skipped))
        except TableError as error:
            if not (skip_faulty and error.rows):
                raise
            table = _without(table, error.rows, skipped)


def _wanted(columns: OrderColumns) -> list[str]:
    optional = [name for name in (columns.quantity, columns.due) if name]
    return [columns.order, columns.article, columns.when, *optional]


def _without(table: Table, faults: Sequence[Fault], skipped: list[Fault]) -> Table:
    """The table without faulty rows, which are added to those left out; one fault tells enough of a row."""
    first = {fault.line: fault for fault in reversed(faults)}
    skipped += sorted(first.values(), key=lambda fault: fault.line)
    rest = table.without(first.keys())
    if not rest.lines:
        raise TableError(faults)
    return rest


def _imported(table: Table, columns: OrderColumns, choice: OrderChoice, skipped: tuple[Fault, ...]) -> ImportedOrders:
    _refuse_blanks(table, _wanted(columns))
    moments = read_moments(table.columns[2], table.lines, choice.date_order, choice.zones)
    notes: list[str] = []
    if skipped:
        notes.append(f"{len(skipped):,} lines that cannot be read were left out.")
    keep = np.ones(len(table.lines), dtype=np.bool_)
    quantity = np.ones(len(table.lines))
    if columns.quantity is not None:
        quantity = _quantities(table, choice, notes)
    keep &= quantity > 0
    keep &= _chosen_days(table, moments, choice, notes)
    keep &= _chosen_articles(table, keep, choice, notes)
    orders = _orders(table, moments, keep)
    times, orders = _timed(orders, moments, choice, notes)
    if choice.most_orders is not None and len(orders) > choice.most_orders:
        notes.append(f"Of {len(orders):,} orders the first {choice.most_orders:,} are taken.")
        times, orders = times[: choice.most_orders], orders[: choice.most_orders]
    _check_size(table, orders)
    names = _identifiers([table.columns[1][row] for order in orders for row in order], notes)
    articles = [[names[table.columns[1][row]] for row in order] for order in orders]
    units = None
    if columns.quantity is not None:  # half a unit is a visit, too
        units = [[min(math.ceil(quantity[row]), MOST_UNITS) for row in order] for order in orders]
    arrivals = [round(float(t), 3) for t in times]
    due = None
    if columns.due is not None:
        written = read_moments(table.columns[-1], table.lines, choice.date_order, choice.zones)
        due = _due(table, moments, written, list(zip(arrivals, orders, strict=True)), choice)
    recorded = RecordedOrders(arrival_s=arrivals, articles=articles, units=units, due_s=due)
    lines = sum(len(order) for order in articles)
    notes.insert(0, f"{len(orders):,} orders with {lines:,} lines of {len(names):,} articles were taken.")
    articles_named = {identifier: name for name, identifier in names.items()}
    return ImportedOrders(recorded, articles_named, tuple(notes), tuple(sorted(skipped, key=lambda f: f.line)))


def with_orders(document: ScenarioDocument, orders: RecordedOrders) -> ScenarioDocument:
    """The document with recorded orders instead of its demand windows; everything else as it was."""
    demand = Demand.model_validate({**document.demand.model_dump(), "windows": [], "recorded": orders})
    return document.model_copy(update={"demand": demand})


def opening_hours(document: ScenarioDocument) -> tuple[float, float]:
    """From when until when orders come in a document: its windows together, else the whole horizon."""
    horizon = document.experiment.horizon_s
    windows = [w for w in document.demand.windows if w.orders_per_hour > 0 and w.start_s < horizon]
    if not windows:
        return 0.0, horizon
    return min(w.start_s for w in windows), min(horizon, max(w.end_s for w in windows))


def _refuse_blanks(table: Table, wanted: Sequence[str]) -> None:
    faults = [
        Fault(table.lines[row], f"“{name}” is blank.")
        for name, column in zip(wanted, table.columns, strict=True)
        if not all(column)
        for row, cell in enumerate(column)
        if not cell
    ]
    if faults:
        raise TableError.of_rows(faults)


def _quantities(table: Table, choice: OrderChoice, notes: list[str]) -> NDArray[np.float64]:
    """(N,) quantity of each line. Raises ``TableError`` for what is no number."""
    values: dict[str, float] = {}
    for text in dict.fromkeys(table.columns[3]):
        try:
            values[text] = float(text.replace(",", "."))
        except ValueError:
            values[text] = float("nan")
    quantity = np.array([values[text] for text in table.columns[3]])
    if (bad := np.flatnonzero(~np.isfinite(quantity))).size:
        raise TableError.of_rows(
            [Fault(table.lines[r], f"The quantity “{table.columns[3][r][:40]}” is no number.") for r in bad]
        )
    quantity = quantity * choice.units_per_quantity
    if left_out := int((quantity <= 0).sum()):
        notes.append(f"{left_out:,} lines with a quantity of zero or less (returns) were left out.")
    if (several := int((quantity > 1).sum())) > 0:
        notes.append(
            f"{several:,} lines ask for more than one unit; what a further unit takes is the demand's pick_unit_s."
        )
    if (huge := int((quantity > MOST_UNITS).sum())) > 0:
        notes.append(f"{huge:,} lines ask for more than {MOST_UNITS:,} units and were cut to that.")
    return quantity


def _chosen_days(table: Table, moments: Moments, choice: OrderChoice, notes: list[str]) -> NDArray[np.bool_]:
    """(N,) lines of the chosen days. Raises ``TableError`` where several are on file and none is chosen."""
    days = np.unique(moments.day)
    if choice.first_day is None and choice.last_day is None:
        if len(days) > 1:
            span = f"from {_day(days[0])} to {_day(days[-1])}"
            message = f"The file has {len(days):,} days, {span}: choose one or a range. {_busiest(table, moments)}"
            raise DayNeeded(message, _days(table, moments))
        return np.ones(len(moments.day), dtype=np.bool_)
    first = (choice.first_day or choice.last_day or date.min).toordinal()
    last = (choice.last_day or choice.first_day or date.max).toordinal()
    keep = (moments.day >= first) & (moments.day <= last)
    if not keep.any():
        raise TableError.one(f"There is no line from {_day(first)} to {_day(last)}. {_busiest(table, moments)}")
    if (~keep).any():
        notes.append(f"{int((~keep).sum()):,} lines of other days were left out.")
    if (played := len(np.unique(moments.day[keep]))) > 1:
        notes.append(f"The orders of {played} days are played as one.")
    return np.asarray(keep)


def _days(table: Table, moments: Moments) -> list[Day]:
    lines = Counter(moments.day.tolist())
    orders = Counter(day for day, _ in set(zip(moments.day.tolist(), table.columns[0], strict=True)))
    return [Day(date.fromordinal(day), orders[day], lines[day]) for day in sorted(lines)]


def _busiest(table: Table, moments: Moments) -> str:
    orders = Counter(day for day, _ in set(zip(moments.day.tolist(), table.columns[0], strict=True)))
    shown = ", ".join(f"{_day(day)} ({count:,} orders)" for day, count in orders.most_common(3))
    return f"The busiest: {shown}."


def _day(ordinal: int) -> str:
    return date.fromordinal(int(ordinal)).isoformat()


def _chosen_articles(table: Table, keep: NDArray[np.bool_], choice: OrderChoice, notes: list[str]) -> NDArray[np.bool_]:
    """(N,) lines of the most wanted articles, counted over the lines kept so far; equals in order of the file."""
    everything = np.ones(len(keep), dtype=np.bool_)
    if choice.top_articles is None:
        return everything
    counts = Counter(table.columns[1][row] for row in np.flatnonzero(keep))
    if len(counts) <= choice.top_articles:
        return everything
    top = {article for article, _ in counts.most_common(choice.top_articles)}
    chosen = np.array([article in top for article in table.columns[1]])
    lines = int((keep & ~chosen).sum())
    notes.append(
        f"Of {len(counts):,} articles the {choice.top_articles:,} most wanted are kept; {lines:,} lines of the others "
        "were left out, and orders of nothing else with them."
    )
    return chosen


def _orders(table: Table, moments: Moments, keep: NDArray[np.bool_]) -> list[list[int]]:
    """The rows of each order, in order of the file; a number used again on another day is another order."""
    found: dict[tuple[int, str], list[int]] = {}
    for row in np.flatnonzero(keep).tolist():
        found.setdefault((int(moments.day[row]), table.columns[0][row]), []).append(row)
    if not found:
        raise TableError.one("No line of the file is left after everything that was to be left out.")
    return list(found.values())


def _timed(
    orders: list[list[int]], moments: Moments, choice: OrderChoice, notes: list[str]
) -> tuple[NDArray[np.float64], list[list[int]]]:
    """(times in the horizon, orders), by time."""
    if moments.second is None:
        low, high, count = choice.opens_s, choice.closes_s, len(orders)
        if choice.spread == "even":
            times = low + (np.arange(count) + 0.5) / count * (high - low)
            how = "evenly spaced"
        else:
            times = np.sort(np.random.default_rng(choice.seed).uniform(low, high, count))
            how = f"at random as a Poisson process would have them (seed {choice.seed})"
        hours = f"{_clock(choice, low)} to {_clock(choice, high)}"
        notes.append(f"The file has dates only ({moments.order}): orders come from {hours}, {how}, in file order.")
        return times, orders
    begun = np.array([min(moments.second[row] for row in order) for order in orders]) - choice.day_starts_s
    inside = (begun >= 0) & (begun < choice.horizon_s)
    if not inside.any():
        raise TableError.one(f"No order comes between {_clock(choice, 0)} and {_clock(choice, choice.horizon_s)}.")
    if (~inside).any():
        hours = f"{_clock(choice, 0)} to {_clock(choice, choice.horizon_s)}"
        notes.append(f"{int((~inside).sum()):,} orders outside the day from {hours} were left out.")
    order = [int(k) for k in np.argsort(begun, kind="stable") if inside[k]]
    return begun[order], [orders[k] for k in order]


def _due(
    table: Table,
    moments: Moments,
    written: Moments,
    orders: Sequence[tuple[float, Sequence[int]]],
    choice: OrderChoice,
) -> list[float]:
    """When each order is due, in seconds of the horizon: the earliest of its lines; a date alone means when the day closes."""
    faults: list[Fault] = []
    due: list[float] = []
    for arrival, order in orders:
        row = min(order, key=lambda r: (written.day[r], 0 if written.second is None else written.second[r]))
        second = choice.closes_s if written.second is None else written.second[row] - choice.day_starts_s
        time_s = round(float(86_400 * (written.day[row] - moments.day[row]) + second), 3)
        if time_s < arrival:
            name, line = table.columns[0][row], table.lines[row]
            faults.append(Fault(line, f"Order “{name[:60]}” is due before it came."))
        due.append(time_s)
    if faults:
        raise TableError.of_rows(faults)
    return due


def _clock(choice: OrderChoice, time_s: float) -> str:
    minutes = int((choice.day_starts_s + time_s) // 60)
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def _check_size(table: Table, orders: Sequence[Sequence[int]]) -> None:
    """Raise ``TableError`` for more than a document holds."""
    longest = max(orders, key=len)
    if len(longest) > MOST_ORDER_LINES:
        name = table.columns[0][longest[0]]
        message = f"Order “{name[:60]}” has {len(longest):,} lines; at most {MOST_ORDER_LINES} can be played. "
        message += "Is that the column of order numbers?"
        raise TableError.one(message, table.lines[longest[0]])
    lines = sum(len(order) for order in orders)
    if len(orders) > MOST_ORDERS or lines > MOST_LINES:
        message = f"These are {len(orders):,} orders with {lines:,} lines; a scenario holds {MOST_ORDERS:,} orders and "
        message += f"{MOST_LINES:,} lines: choose fewer days or orders."
        raise TableError.one(message)


def _identifiers(names: Sequence[str], notes: list[str]) -> dict[str, str]:
    """An identifier for each name, itself where it is one; different names never share one."""
    found: dict[str, str] = {}
    used: set[str] = set()
    last: dict[str, int] = {}  # the last number given to names that look alike
    for name in dict.fromkeys(names):
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
        base = re.sub(r"[^A-Za-z0-9_.:-]+", "-", plain).strip("-").lstrip("_.:-")[:_LONGEST_IDENTIFIER] or "article"
        identifier = base
        while identifier in used:
            last[base] = last.get(base, 1) + 1
            identifier = f"{base[: _LONGEST_IDENTIFIER - 12]}-{last[base]}"
        used.add(identifier)
        found[name] = identifier
    if changed := [name for name, identifier in found.items() if name != identifier]:
        notes.append(
            f"{len(changed):,} articles got another name, as “{changed[0][:40]}” became “{found[changed[0]]}”."
        )
    return found
