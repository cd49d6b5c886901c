"""Order lines from a planner's file: how it begins, and what it becomes as the demand of a scenario.

Nothing is saved here: the planner sees what became of the file, and saves the document with it or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, BinaryIO, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from accounts.errors import FieldError, InvalidInput, TooLarge, Unprocessable
from scenarios.document import ScenarioDocument
from scenarios.ingest.dates import DateOrder, Zones
from scenarios.ingest.faults import TableError
from scenarios.ingest.orders import (
    DayNeeded,
    ImportedOrders,
    OrderChoice,
    OrderColumns,
    import_orders,
    opening_hours,
)
from scenarios.ingest.preview import LARGEST_HEAD, Preview, preview_table, preview_workbook
from scenarios.ingest.workbook import is_workbook

LARGEST_UPLOAD = 64 << 20  # bytes: a document holds 200,000 lines, which are about 20 MB


def check_order_file_size(size_bytes: int) -> None:
    """Raise ``TooLarge`` for more than is read in a request."""
    if size_bytes > LARGEST_UPLOAD:
        raise TooLarge(
            f"The file has {size_bytes >> 20} MB; at most {LARGEST_UPLOAD >> 20} MB are taken here. "
            "Leave out days or columns that are not needed."
        )


def preview_orders(stream: BinaryIO, sheet: str = "") -> Preview:
    """How a file of order lines begins; of a workbook, this sheet. Raises ``InvalidInput`` with its faults."""
    head = stream.read(LARGEST_HEAD + 1)
    try:
        if is_workbook(head):
            return preview_workbook(head + stream.read(LARGEST_UPLOAD), sheet)
        return preview_table(head, is_whole=len(head) <= LARGEST_HEAD)
    except TableError as error:
        raise _refused(error) from None


def read_orders(document: ScenarioDocument, stream: BinaryIO, wishes: Mapping[str, Any]) -> ImportedOrders:
    """The recorded orders that a file makes for a scenario.

    Args:
        document: whose day the orders come in.
        stream: the file.
        wishes: the columns and choices, as `OrderFileSerializer` validates them.

    Raises:
        InvalidInput: with the first faults by line, for a file that cannot be read.
        Unprocessable: with all days, where a day has to be chosen.
    """
    columns = OrderColumns(
        wishes["order"], wishes["article"], wishes["when"], wishes.get("quantity"), wishes.get("due")
    )
    try:
        return import_orders(
            stream,
            columns,
            _choice(document, wishes),
            encoding=wishes.get("encoding", "utf-8"),
            sheet=wishes.get("sheet", ""),
            skip_faulty=wishes.get("skip_faulty", False),
        )
    except DayNeeded as error:
        days = [{"day": d.day.isoformat(), "orders": d.orders, "lines": d.lines} for d in error.days]
        raise Unprocessable(str(error), [FieldError("/first_day", str(error))], {"days": days}) from None
    except TableError as error:
        raise _refused(error) from None


def _choice(document: ScenarioDocument, wishes: Mapping[str, Any]) -> OrderChoice:
    opens_s, closes_s = opening_hours(document)
    hours, minutes = map(int, document.experiment.start_of_day.split(":"))
    first_day: date | None = wishes.get("first_day")
    try:
        return OrderChoice(
            opens_s=_or(wishes.get("opens_s"), opens_s),
            closes_s=_or(wishes.get("closes_s"), closes_s),
            horizon_s=document.experiment.horizon_s,
            day_starts_s=hours * 3600.0 + minutes * 60,
            first_day=first_day,
            last_day=wishes.get("last_day") or first_day,
            top_articles=wishes.get("top_articles"),
            most_orders=wishes.get("most_orders"),
            spread=wishes.get("spread", "random"),
            seed=document.experiment.seed,
            date_order=cast("DateOrder | None", wishes.get("date_order")),
            zones=_zones(wishes),
            units_per_quantity=wishes.get("units_per_quantity", 1.0),
        )
    except ValueError as error:
        raise InvalidInput(f"This cannot be read so: {error}.") from None


def _zones(wishes: Mapping[str, Any]) -> Zones | None:
    written, here = wishes.get("written_zone"), wishes.get("here_zone")
    if not written and not here:
        return None
    if not written or not here:
        raise InvalidInput("Give the time zone of the file and that of the facility.", [FieldError("/here_zone", "")])
    found: list[ZoneInfo] = []
    for pointer, name in (("/written_zone", written), ("/here_zone", here)):
        try:
            found.append(ZoneInfo(name))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise InvalidInput(
                f"There is no time zone {name!r}.", [FieldError(pointer, "is no time zone, such as Europe/Berlin")]
            ) from None
    return Zones(*found)


def _or(value: float | None, standard: float) -> float:
    return standard if value is None else value


def _refused(error: TableError) -> InvalidInput:
    """A file's faults, with their lines."""
    faults = [{"line": fault.line, "message": fault.message} for fault in error.faults]
    return InvalidInput(
        str(error.faults[0]) if error.faults else str(error),
        [FieldError("/file", str(fault)) for fault in error.faults],
        {"row_faults": faults, "row_fault_count": error.count, "can_skip": bool(error.rows)},
    )
