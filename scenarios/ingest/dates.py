"""Dates and times as people's systems write them: which way round they are is worked out from all of them together.

Years have four digits. Without `Zones` a zone at the end is dropped: the wall clock as written is what counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from scenarios.ingest.faults import Fault, TableError

DateOrder = Literal["day_first", "month_first"]

_PATTERN = re.compile(
    r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})"
    r"(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?: ?([AaPp])\.?[Mm]\.?)?(?: ?(Z|UTC|[+-]\d{2}:?\d{2}))?)?"
)


@dataclass(frozen=True, eq=False)
class Moments:
    """When each row happened."""

    day: NDArray[np.int64]  # (N,) proleptic ordinal, as of ``datetime.date.toordinal``
    second: NDArray[np.float64] | None  # (N,) seconds after midnight; None where only dates are written
    order: str  # "year first" | "day first" | "month first"


@dataclass(frozen=True)
class Zones:
    """Whose wall clocks these are. A zone written beside a time goes before the file's."""

    written: ZoneInfo  # of times without a zone of their own
    here: ZoneInfo  # of the facility: in it the times are meant to be


@dataclass(frozen=True)
class _Written:
    """The numbers of one text, not yet told apart."""

    numbers: tuple[int, int, int]
    year_first: bool
    dotted: bool
    second: float | None
    offset: timedelta | None = None  # east of UTC, where the text says so


def read_moments(
    values: Sequence[str], lines: Sequence[int], date_order: DateOrder | None = None, zones: Zones | None = None
) -> Moments:
    """What a column of dates, or of dates with times, says.

    Args:
        values: the texts, such as ``"2018-12-04"``, ``"12/13/2018"``, ``"4.12.2018 16:05"``.
        lines: the line of each, for faults.
        date_order: which of day and month comes first; worked out where it shows in any date.
        zones: brings times to the facility's wall clock; times are kept as written where absent.

    Raises:
        TableError: for texts that are no date, and where nothing tells days from months.
    """
    written = {text: _parse(text) for text in dict.fromkeys(values)}
    _refuse([text for text in written if written[text] is None], values, lines, "is not a date")
    known = {text: found for text, found in written.items() if found is not None}
    day_first = _is_day_first(known, values, lines, date_order)
    days = {text: _ordinal(found, day_first=day_first) for text, found in known.items()}
    _refuse([text for text, day in days.items() if day == 0], values, lines, "is no day of the calendar")
    timed = [text for text, found in known.items() if found.second is not None]
    if timed and len(timed) < len(known):
        _refuse(
            [t for t, found in known.items() if found.second is None], values, lines, "has no time, others have one"
        )
    seconds = None
    if any(known[text].second for text in timed):
        clock = {text: found.second or 0.0 for text, found in known.items()}
        if zones is not None:
            for text, found in known.items():
                days[text], clock[text] = _local(days[text], found, zones)
        seconds = np.array([clock[text] for text in values], dtype=np.float64)
    order = "year first" if day_first is None else "day first" if day_first else "month first"
    return Moments(np.array([days[text] for text in values], dtype=np.int64), seconds, order)


def looks_like_a_date(text: str) -> bool:
    """Whether `read_moments` may understand a text."""
    return _parse(text) is not None


def _parse(text: str) -> _Written | None:
    match = _PATTERN.fullmatch(text)
    if match is None:
        return None
    first, separator, middle, last, hour, minute, second, half, zone = match.groups()
    if (
        (len(first) == 4) == (len(last) == 4)
        or (len(first) != 4 and len(first) > 2)
        or (len(first) == 4 and len(last) > 2)
    ):
        return None
    seconds = None
    if hour is not None:
        hours = int(hour) % 12 + (12 if half in "Pp" else 0) if half else int(hour)
        if hours > 23 or int(minute) > 59 or int(second or 0) > 59 or (half and not 1 <= int(hour) <= 12):
            return None
        seconds = hours * 3600.0 + int(minute) * 60 + int(second or 0)
    numbers = (int(first), int(middle), int(last))
    return _Written(numbers, len(first) == 4, separator == ".", seconds, _offset(zone))


def _offset(zone: str | None) -> timedelta | None:
    """How far east of UTC ``"+0130"`` or ``"Z"`` is."""
    if zone is None:
        return None
    if zone in ("Z", "UTC"):
        return timedelta(0)
    size = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return -size if zone[0] == "-" else size


def _local(day: int, found: _Written, zones: Zones) -> tuple[int, float]:
    """The day and second on the facility's wall clock."""
    zone: tzinfo = zones.written
    if found.offset is not None:
        zone = timezone(found.offset) if abs(found.offset) < timedelta(days=1) else zone
    midnight = datetime.combine(date.fromordinal(day), datetime.min.time())
    local = (midnight + timedelta(seconds=found.second or 0.0)).replace(tzinfo=zone).astimezone(zones.here)
    return local.toordinal(), local.hour * 3600.0 + local.minute * 60 + local.second


def _is_day_first(
    known: dict[str, _Written], values: Sequence[str], lines: Sequence[int], date_order: DateOrder | None
) -> bool | None:
    """Whether days come before months; None where the year does."""
    late = {text: found for text, found in known.items() if not found.year_first}
    if not late:
        return None
    if date_order is not None:
        return date_order == "day_first"
    day_first = next((t for t, found in late.items() if found.numbers[0] > 12 or found.dotted), None)
    month_first = next((t for t, found in late.items() if found.numbers[1] > 12), None)
    if day_first is not None and month_first is not None:
        at = [lines[values.index(text)] for text in (day_first, month_first)]
        message = f"“{day_first}” (line {at[0]}) has the day first, “{month_first}” (line {at[1]}) the month."
        raise TableError.one(message, max(at))
    if day_first is None and month_first is None and any(f.numbers[0] != f.numbers[1] for f in late.values()):
        text = next(t for t, f in late.items() if f.numbers[0] != f.numbers[1])
        message = f"“{text}” may have the day or the month first, and no other date tells: say which."
        raise TableError.one(message, lines[values.index(text)])
    return month_first is None


def _ordinal(found: _Written, *, day_first: bool | None) -> int:
    """The day's ordinal; 0 where the calendar has no such day."""
    first, middle, last = found.numbers
    if found.year_first:
        year, month, day = first, middle, last
    else:
        year, month, day = (last, middle, first) if day_first else (last, first, middle)
    try:
        return date(year, month, day).toordinal()
    except ValueError:
        return 0


def _refuse(texts: Sequence[str], values: Sequence[str], lines: Sequence[int], what: str) -> None:
    """Raise ``TableError`` with the lines of some texts, if there are any."""
    if not texts:
        return
    bad = set(texts)
    rows = [(line, text) for line, text in zip(lines, values, strict=True) if text in bad]
    raise TableError.of_rows([Fault(line, f"“{text[:60]}” {what}.") for line, text in rows])
